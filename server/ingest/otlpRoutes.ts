import { type Context, Hono } from 'hono';
import type { Decoded } from '../../shared/formats/decoded.ts';
import {
  encodeExportAnswer,
  encodeStatus,
  type OtlpEncoding,
  otlpEncodingOf,
  STATUS_CODES,
} from '../../shared/formats/otlpAnswer.ts';
import { otlpJsonSteps } from '../../shared/formats/otlpJson.ts';
import { otlpProtobufSteps } from '../../shared/formats/otlpProtobuf.ts';
import { fail, type Result } from '../../shared/result.ts';
import { StoreUnavailable } from '../stores/traceStore.ts';
import { BytesInFlight, type Lease } from './bytesInFlight.ts';
import { type Refusal, readBody } from './readBody.ts';
import { runInSlices } from './runInSlices.ts';
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
): Promise<Result<Decoded, Refusal>> {
  const decoded = await readSpans(request, encoding, { limits, meter, lease });
  if (!decoded.ok) return decoded;
  if (decoded.value.spans.length > 0) {
    try {
      await sink.append(decoded.value.spans);
    } catch (cause) {
      if (!(cause instanceof StoreUnavailable)) throw cause;
      return fail({ status: 503, message: 'the store does not take spans at this moment' });
    }
  }
  meter.countSpans(decoded.value.spans.length, decoded.value.rejected);
  return decoded;
}

// Apart from what stores the spans: a body held until then outlives the young generation.
async function readSpans(
  request: Request,
  encoding: OtlpEncoding,
  { limits, meter, lease }: Omit<Intake, 'sink'>,
): Promise<Result<Decoded, Refusal>> {
  const body = await readBody(request, limits.maxBodyBytes, lease);
  if (!body.ok) return body;
  meter.countBytes(body.value.length);
  const decoded = await runInSlices(
    encoding === 'json' ? otlpJsonSteps(UTF8.decode(body.value)) : otlpProtobufSteps(body.value),
  );
  return decoded.ok ? decoded : fail({ status: 400, message: decoded.error.message });
}

const UTF8 = new TextDecoder();

const UNKNOWN_TYPE: Refusal = {
  status: 415,
  message: 'send content-type application/x-protobuf or application/json',
};

function accept(c: Context, encoding: OtlpEncoding, { rejected, errors }: Decoded) {
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
