import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

export type ContentEncoding = 'br' | 'gzip';

/** The better of what the client takes; `undefined` when it takes neither, or prefers the plain body. */
export function negotiateEncoding(acceptEncoding: string | undefined): ContentEncoding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const weights = parseWeights(acceptEncoding);
  const br = weights.get('br') ?? weights.get('*') ?? 0;
  const gzip = weights.get('gzip') ?? weights.get('*') ?? 0;
  const identity = weights.get('identity') ?? 0;
  if (Math.max(br, gzip) <= 0 || Math.max(br, gzip) < identity) return undefined;
  return br >= gzip ? 'br' : 'gzip';
}

function parseWeights(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const item of header.split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    weights.set(name, Number.isFinite(weight) ? weight : 0);
  }
  return weights;
}

// Brotli 4 makes a page of summaries smaller than gzip 6 does and takes less time.
const BROTLI_QUALITY = 4;

export const BROTLI_PARAMETERS = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };

/** Each piece that an encoder gives waits for its turn, behind whatever else is computed. */
const PIECE_BYTES = 256 * 1_024;

/** With `flushesEachChunk` every chunk can be decoded as soon as it arrives. */
export function createEncoder(encoding: ContentEncoding, flushesEachChunk: boolean): Transform {
  if (encoding === 'gzip') {
    return createGzip(
      flushesEachChunk ? { flush: constants.Z_SYNC_FLUSH, chunkSize: PIECE_BYTES } : {},
    );
  }
  return createBrotliCompress({
    params: BROTLI_PARAMETERS,
    ...(flushesEachChunk
      ? { flush: constants.BROTLI_OPERATION_FLUSH, chunkSize: PIECE_BYTES }
      : {}),
  });
}
