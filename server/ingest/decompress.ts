import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const OUTPUT = { chunkSize: 64 * 1024 };

const DECOMPRESSORS = {
  identity: undefined,
  gzip: () => createGunzip(OUTPUT),
  'x-gzip': () => createGunzip(OUTPUT),
  deflate: () => createInflate(OUTPUT),
  br: () => createBrotliDecompress(OUTPUT),
} as const;

export type BodyEncoding = keyof typeof DECOMPRESSORS;

/** The content encoding of a request, or what to say when we do not know it. */
export function bodyEncoding(header: string | null | undefined): BodyEncoding | undefined {
  const encoding = header?.trim().toLowerCase() || 'identity';
  return isKnown(encoding) ? encoding : undefined;
}

export const UNKNOWN_ENCODING =
  'this content-encoding is not supported; send gzip, deflate, br or none';

const isKnown = (encoding: string): encoding is BodyEncoding =>
  Object.hasOwn(DECOMPRESSORS, encoding);

/** The chunks as they were before compression, made no faster than they are read. */
export function decompress(
  chunks: AsyncIterable<Uint8Array>,
  encoding: BodyEncoding,
): AsyncIterable<Uint8Array> {
  const decompressor = DECOMPRESSORS[encoding];
  if (decompressor === undefined) return chunks;
  const source = Readable.from(chunks, { objectMode: true, highWaterMark: 1 });
  const plain = decompressor();
  source.on('error', (cause) => plain.destroy(cause));
  plain.on('close', () => source.destroy());
  return source.pipe(plain);
}
