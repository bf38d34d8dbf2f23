import { type BodyEncoding, decompress } from './decompress.ts';

/** The file is of a kind we cannot read; the message says what it is and what to do. */
class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * The text of a file as UTF-8 bytes: decompressed as the request says, gunzipped
 * when the file itself is gzip, without its byte order mark. Throws
 * `UnreadableFile` for other encodings and archives.
 */
export async function* plainBytes(
  source: AsyncIterable<Uint8Array>,
  encoding: BodyEncoding,
): AsyncGenerator<Buffer> {
  const content = peekable(decompress(source, encoding));
  const isGzip = startsWith(await content.head(), [0x1f, 0x8b]);
  const text = isGzip ? peekable(decompress(content.all(), 'gzip')) : content;
  const head = await text.head();
  refuseForeign(head);
  const markBytes = startsWith(head, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  let skipBytes = markBytes;
  for await (const chunk of text.all()) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    yield bytes.subarray(skipBytes);
    skipBytes = 0;
  }
}

const HEAD_BYTES = 4;

const FOREIGN: readonly { readonly magic: readonly number[]; readonly what: string }[] = [
  { magic: [0xff, 0xfe], what: 'UTF-16 text; save it as UTF-8' },
  { magic: [0xfe, 0xff], what: 'UTF-16 text; save it as UTF-8' },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive; unpack it first' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with zstd; unpack it first' },
  { magic: [0x42, 0x5a, 0x68], what: 'compressed with bzip2; unpack it first' },
];

function refuseForeign(head: Buffer): void {
  const foreign = FOREIGN.find(({ magic }) => startsWith(head, magic));
  if (foreign !== undefined) throw new UnreadableFile(`the file is ${foreign.what}`);
  if (head.includes(0)) {
    throw new UnreadableFile('the file is no text, or UTF-16 text; save it as JSON in UTF-8');
  }
}

const startsWith = (head: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, index) => head[index] === byte);

/** Chunks whose first bytes can be looked at before they are read. */
function peekable(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  return {
    async head(): Promise<Buffer> {
      while (first.length < HEAD_BYTES) {
        const next = await iterator.next();
        if (next.done === true) break;
        first = Buffer.concat([first, next.value]);
      }
      return first.subarray(0, HEAD_BYTES);
    },
    async *all(): AsyncGenerator<Uint8Array> {
      try {
        if (first.length > 0) yield first;
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
          yield next.value;
        }
      } finally {
        await iterator.return?.();
      }
    },
  };
}
