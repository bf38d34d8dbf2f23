import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, gzip, gzipSync } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { BROTLI_PARAMETERS, type ContentEncoding, negotiateEncoding } from './contentEncoding.ts';

/** Below it the headers weigh more than what is saved. */
const WORTH_COMPRESSING_BYTES = 1_000;

/** About 2 ms of work. Larger bodies go to the thread pool, which queries may keep busy. */
const COMPRESS_INLINE_BYTES = 200_000;

/** Compresses whole JSON and text answers; streams and files bring their own encoding. */
export const compressJson: MiddlewareHandler = async (c, next) => {
  await next();
  const plain = c.res;
  if (!isWholeText(plain)) return;
  plain.headers.append('vary', 'accept-encoding');
  const encoding = negotiateEncoding(c.req.header('accept-encoding'));
  if (encoding === undefined || c.req.method === 'HEAD') return;
  const body = new Uint8Array(await plain.arrayBuffer());
  const isWorthIt = body.byteLength >= WORTH_COMPRESSING_BYTES;
  const headers = new Headers(plain.headers);
  headers.delete('content-length');
  if (isWorthIt) headers.set('content-encoding', encoding);
  // Or the headers of both would be merged by reading the body once more.
  c.res = undefined;
  c.res = new Response(isWorthIt ? await compress(body, encoding) : body, {
    status: plain.status,
    headers,
  });
};

const WHOLE_TEXT = /^(?:application\/(?:problem\+)?json|text\/plain)/;

/** Streams set an encoding or `identity` themselves and are left alone. */
function isWholeText(response: Response): boolean {
  if (response.body === null || response.headers.has('content-encoding')) return false;
  if (response.headers.has('content-disposition')) return false;
  return WHOLE_TEXT.test(response.headers.get('content-type') ?? '');
}

const brotliInPool = promisify(brotliCompress);
const gzipInPool = promisify(gzip);

async function compress(body: Uint8Array, encoding: ContentEncoding): Promise<Uint8Array> {
  if (body.byteLength > COMPRESS_INLINE_BYTES) {
    return encoding === 'br'
      ? await brotliInPool(body, { params: BROTLI_PARAMETERS })
      : await gzipInPool(body);
  }
  return encoding === 'br'
    ? brotliCompressSync(body, { params: BROTLI_PARAMETERS })
    : gzipSync(body);
}
