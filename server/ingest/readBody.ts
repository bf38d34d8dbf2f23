import { fail, ok, type Result } from '../../shared/result.ts';
import type { Lease } from './bytesInFlight.ts';
import { type BodyEncoding, bodyEncoding, decompress, UNKNOWN_ENCODING } from './decompress.ts';
import { type BodyReader, discardRest, sentChunks } from './sentChunks.ts';

/** Why a body was not taken, with the status that says so. */
export interface Refusal {
  readonly status: 400 | 413 | 415 | 503;
  readonly message: string;
}

/**
 * The whole body of a request, decompressed, within `maxBytes` and the budget
 * behind `lease`. Decompression is streamed, so a bomb is stopped at the limit.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  lease: Lease,
): Promise<Result<Buffer, Refusal>> {
  const encoding = bodyEncoding(request.headers.get('content-encoding'));
  const reader = request.body?.getReader();
  const sentBytes = Number(request.headers.get('content-length'));
  const body =
    encoding === undefined
      ? fail<Refusal>({ status: 415, message: UNKNOWN_ENCODING })
      : sentBytes > maxBytes
        ? fail(tooLarge(maxBytes))
        : await collect(reader, encoding, maxBytes, lease);
  if (!body.ok) await discardRest(reader);
  return body;
}

async function collect(
  reader: BodyReader | undefined,
  encoding: BodyEncoding,
  maxBytes: number,
  lease: Lease,
): Promise<Result<Buffer, Refusal>> {
  if (reader === undefined) return ok(Buffer.alloc(0));
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of decompress(sentChunks(reader), encoding)) {
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
