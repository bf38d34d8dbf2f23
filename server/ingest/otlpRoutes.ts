import { type Context, Hono } from 'hono';
import {
  encodeExportAnswer,
  encodeStatus,
  type OtlpEncoding,
  otlpEncodingOf,
  STATUS_CODES,
} from '../../shared/formats/otlpAnswer.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { runInSlices } from '../stores/pauses.ts';
import { StoreUnavailable } from '../stores/traceStore.ts';
import { BytesInFlight, type Lease } from './bytesInFlight.ts';
import { type BodyOutcome, OtlpBody } from './otlpBody.ts';
import { type Refusal, readBody } from './readBody.ts';
import { discardRest } from './sentChunks.ts';
import { type IngestMeter, NO_METER, type SpanSink } from './spanSink.ts';

export interface OtlpLimits {
  /** Of one body after decompression. */
  readonly maxBodyBytes: number;
  /** Of all bodies that are being read, decoded or stored. */
  readonly maxBytesInFlight: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_OTLP_LIMITS: OtlpLimits = {
  maxBodyBytes: 64 * MEBIBYTE,
  maxBytesInFlight: 32 * MEBIBYTE,
};

/**
 * OTLP over HTTP, `POST /v1/traces`. A request is acknowledged when its spans
 * would survive a kill; what the sender should try again gets 503 with
 * `Retry-After`, what it should not gets 4xx. No CORS headers: a page of another
 * site may not write here.
 */
export function otlpRoutes(
  sink: SpanSink,
  limits: OtlpLimits = DEFAULT_OTLP_LIMITS,
  meter: IngestMeter = NO_METER,
) {
  const inFlight = new BytesInFlight(limits.maxBytesInFlight);
  return new Hono()
    .post('/v1/traces', async (c) => {
      const encoding = otlpEncodingOf(c.req.header('content-type'));
      const lease = inFlight.open();
      try {
        if (encoding === undefined) {
          await discardRest(c.req.raw.body?.getReader());
          return refuse(c, 'json', UNKNOWN_TYPE);
        }
        const stored = await takeIn(c.req.raw, encoding, { sink, limits, meter, lease });
        return stored.ok ? accept(c, encoding, stored.value) : refuse(c, encoding, stored.error);
      } finally {
        lease.release();
      }
    })
    .all('/v1/traces', (c) =>
      answer(c, 'json', 405, encodeStatus('json', STATUS_CODES.unimplemented, 'send POST'), {
        allow: 'POST',
      }),
    );

  function refuse(c: Context, encoding: OtlpEncoding, { status, message }: Refusal) {
    meter.countRefusal(status);
    const body = encodeStatus(encoding, STATUS_CODE_OF[status], message);
    return answer(c, encoding, status, body, status === 503 ? RETRY_LATER : {});
  }
}

interface Intake {
  readonly sink: SpanSink;
  readonly limits: OtlpLimits;
  readonly meter: IngestMeter;
  readonly lease: Lease;
}

/** Larger bodies are decoded before they are handed on: the store has other batches to take. */
const MOST_BYTES_AT_ONCE = MEBIBYTE;

const RETRY_LATER = { 'retry-after': '1' };

const STATUS_CODE_OF = {
  400: STATUS_CODES.invalidArgument,
  413: STATUS_CODES.resourceExhausted,
  415: STATUS_CODES.invalidArgument,
  503: STATUS_CODES.unavailable,
} as const;

async function takeIn(
  request: Request,
  encoding: OtlpEncoding,
  { sink, limits, meter, lease }: Intake,
): Promise<Result<BodyOutcome, Refusal>> {
  const read = await readOtlpBody(request, encoding, limits.maxBodyBytes, lease);
  if (!read.ok) return read;
  const body = read.value;
  meter.countBytes(body.byteCount);
  const spans = body.byteCount > MOST_BYTES_AT_ONCE ? await runInSlices(body.decode()) : body;
  try {
    // What is malformed already need not wait for the store.
    if (body.outcome?.ok !== false) await sink.append(spans);
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause;
    return fail({ status: 503, message: 'the store does not take spans at this moment' });
  }
  const { outcome } = body;
  if (outcome === undefined) throw new Error('spans were stored that nobody decoded');
  if (!outcome.ok) return fail({ status: 400, message: outcome.error.message });
  meter.countSpans(outcome.value.spanCount, outcome.value.rejected);
  return outcome;
}

// Apart from what stores the spans, which would hold the bytes until then.
async function readOtlpBody(
  request: Request,
  encoding: OtlpEncoding,
  maxBytes: number,
  lease: Lease,
): Promise<Result<OtlpBody, Refusal>> {
  const bytes = await readBody(request, maxBytes, lease);
  return bytes.ok ? ok(new OtlpBody(bytes.value, encoding)) : bytes;
}

const UNKNOWN_TYPE: Refusal = {
  status: 415,
  message: 'send content-type application/x-protobuf or application/json',
};

function accept(c: Context, encoding: OtlpEncoding, { rejected, errors }: BodyOutcome) {
  const partial =
    errors.length === 0 ? undefined : { rejectedSpans: rejected, errorMessage: errors.join('; ') };
  return answer(c, encoding, 200, encodeExportAnswer(encoding, partial));
}

function answer(
  c: Context,
  encoding: OtlpEncoding,
  status: 200 | 400 | 405 | 413 | 415 | 503,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const contentType = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  return c.body(body, status, { ...headers, 'content-type': contentType });
}
