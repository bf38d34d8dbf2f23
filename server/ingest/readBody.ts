import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Lease } from './bytesInFlight.ts';

/** Why a body was not taken, with the status that says so. */
export interface Refusal {
  readonly status: 400 | 413 | 415 | 503;
  readonly message: string;
}

/**
 * The whole body of a request, decompressed, within `maxBytes` and the budget
 * behind `lease`. Decompression is streamed, so a bomb is stopped at the limit.
 *
 * What is left of a refused body is read and thrown away, within bounds: a
 * client that is still sending when the connection closes sees a reset instead
 * of the answer.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  lease: Lease,
): Promise<Result<Buffer, Refusal>> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const reader = request.body?.getReader();
  const body = isSupported(encoding)
    ? await collect(request, reader, DECOMPRESSORS[encoding], maxBytes, lease)
    : fail<Refusal>({
        status: 415,
        message: `content-encoding ${encoding} is not supported; send gzip, deflate, br or none`,
      });
  if (!body.ok && reader !== undefined) await drain(reader);
  return body;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

const OUTPUT_CHUNK_BYTES = 64 * 1024;

const DECOMPRESSORS = {
  identity: undefined,
  gzip: () => createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES }),
  'x-gzip': () => createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES }),
  deflate: () => createInflate({ chunkSize: OUTPUT_CHUNK_BYTES }),
  br: () => createBrotliDecompress({ chunkSize: OUTPUT_CHUNK_BYTES }),
} as const;

type Encoding = keyof typeof DECOMPRESSORS;

const isSupported = (encoding: string): encoding is Encoding =>
  Object.hasOwn(DECOMPRESSORS, encoding);

async function collect(
  request: Request,
  reader: Reader | undefined,
  decompressor: (typeof DECOMPRESSORS)[Encoding],
  maxBytes: number,
  lease: Lease,
): Promise<Result<Buffer, Refusal>> {
  if (reader === undefined) return ok(Buffer.alloc(0));
  if (Number(request.headers.get('content-length')) > maxBytes) return fail(tooLarge(maxBytes));
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of plainChunks(reader, decompressor)) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) return fail(tooLarge(maxBytes));
      if (!lease.take(chunk.length)) return fail(BUSY);
      chunks.push(chunk);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return fail({ status: 400, message: `the body cannot be read: ${reason}` });
  }
  return ok(Buffer.concat(chunks, sizeBytes));
}

const BUSY: Refusal = {
  status: 503,
  message: 'too many bytes are being taken in at this moment; send the request again',
};

const tooLarge = (maxBytes: number): Refusal => ({
  status: 413,
  message: `the body is larger than ${maxBytes} bytes after decompression; send smaller batches`,
});

function plainChunks(
  reader: Reader,
  decompressor: (typeof DECOMPRESSORS)[Encoding],
): AsyncIterable<Uint8Array> {
  const sent = sentChunks(reader);
  if (decompressor === undefined) return sent;
  const source = Readable.from(sent, { objectMode: true, highWaterMark: 1 });
  const plain = decompressor();
  source.on('error', (cause) => plain.destroy(cause));
  plain.on('close', () => source.destroy());
  return source.pipe(plain);
}

// Stopping early leaves the reader open, for `drain`.
async function* sentChunks(reader: Reader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Reads a body that nobody wants and throws it away, within bounds. */
export async function discardBody(request: Request): Promise<void> {
  const reader = request.body?.getReader();
  if (reader !== undefined) await drain(reader);
}

const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const MAX_DRAIN_MS = 1_000;

async function drain(reader: Reader): Promise<void> {
  const deadlineMs = performance.now() + MAX_DRAIN_MS;
  let drainedBytes = 0;
  try {
    while (drainedBytes < MAX_DRAINED_BYTES && performance.now() < deadlineMs) {
      const { done, value } = await reader.read();
      if (done) return;
      drainedBytes += value.length;
    }
  } catch {
    // The client went away: there is nobody left to answer.
    return;
  }
}
