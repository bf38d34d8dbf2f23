import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, test } from 'vitest';
import { encodeOtlpProtobuf } from '../../shared/formats/encodeOtlpProtobuf.ts';
import type { Span } from '../../shared/span/span.ts';
import { NO_ATTRIBUTES, NO_SCOPE } from '../../shared/span/span.ts';
import { type AppendedSpans, decodedSpans, StoreUnavailable } from '../stores/traceStore.ts';
import { DEFAULT_OTLP_LIMITS, type OtlpLimits, otlpRoutes } from './otlpRoutes.ts';

const span = (spanId: string, operation = 'publish'): Span => ({
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId,
  operation,
  kind: 'producer',
  startUs: 1_767_225_600_000_000,
  durationUs: 12_000,
  status: 'unset',
  attributes: new Map([['device.id', 'sensor-0042']]),
  resource: { service: 'gateway', attributes: new Map([['service.name', 'gateway']]) },
  scope: NO_SCOPE,
  events: [],
  links: [],
});

const requestJson = (...spanIds: string[]) =>
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: spanIds.map((spanId) => ({
              traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
              spanId,
              name: 'x',
              startTimeUnixNano: '1767225600000000123',
              endTimeUnixNano: '1767225600000001123',
            })),
          },
        ],
      },
    ],
  });

function setUp(limits: Partial<OtlpLimits> = {}) {
  const stored: Span[] = [];
  const counted = { bytes: 0, accepted: 0, rejected: 0, refusals: [] as number[] };
  const sink = {
    append: async (appended: AppendedSpans) => {
      stored.push(...decodedSpans(appended));
    },
  };
  const meter = {
    countBytes: (bytes: number) => {
      counted.bytes += bytes;
    },
    countSpans: (accepted: number, rejected: number) => {
      counted.accepted += accepted;
      counted.rejected += rejected;
    },
    countRefusal: (status: number) => {
      counted.refusals.push(status);
    },
  };
  const app = otlpRoutes(sink, { ...DEFAULT_OTLP_LIMITS, ...limits }, meter);
  const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
    app.request('/v1/traces', { method: 'POST', body, headers });
  return { app, post, sink, stored, counted };
}

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a good request', () => {
  test('protobuf is stored and answered with an empty message', async () => {
    const { post, stored, counted } = setUp();
    const body = encodeOtlpProtobuf([span('00f067aa0ba902b7')]);
    const response = await post(body, PROTOBUF);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    expect(stored).toStrictEqual([span('00f067aa0ba902b7')]);
    expect(counted).toEqual({ bytes: body.length, accepted: 1, rejected: 0, refusals: [] });
  });

  test('JSON is stored and answered with an empty object', async () => {
    const { post, stored } = setUp();
    const response = await post(requestJson('00f067aa0ba902b7'), {
      'content-type': 'Application/JSON; charset=utf-8',
    });
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(stored.map((it) => it.spanId)).toEqual(['00f067aa0ba902b7']);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('compressed with %s', async (encoding, compress) => {
    const { post, stored } = setUp();
    const body = new Uint8Array(compress(encodeOtlpProtobuf([span('00f067aa0ba902b7')])));
    const response = await post(body, { ...PROTOBUF, 'content-encoding': encoding });
    expect(response.status).toBe(200);
    expect(stored).toHaveLength(1);
  });

  test('more than 16 MB is taken', async () => {
    const { post, stored } = setUp();
    const big = { ...span('00f067aa0ba902b7'), attributes: new Map([['text', 'x'.repeat(5e6)]]) };
    const response = await post(encodeOtlpProtobuf([big, big, big, big]), PROTOBUF);
    expect(response.status).toBe(200);
    expect(stored).toHaveLength(4);
  });

  test('no span at all is a success, and nothing is stored', async () => {
    const { post, stored } = setUp();
    expect((await post(new Uint8Array(), PROTOBUF)).status).toBe(200);
    expect((await post('{}', JSON_TYPE)).status).toBe(200);
    expect(stored).toEqual([]);
  });

  test('is not acknowledged before the store has it', async () => {
    const { post, sink } = setUp();
    let store: () => void = () => expect.unreachable();
    sink.append = (appended) =>
      new Promise((resolve) => {
        decodedSpans(appended);
        store = resolve;
      });
    let isAnswered = false;
    const answered = post(requestJson('00f067aa0ba902b7'), JSON_TYPE).then((response) => {
      isAnswered = true;
      return response;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAnswered).toBe(false);
    store();
    expect((await answered).status).toBe(200);
  });
});

describe('spans that cannot be taken', () => {
  test('are counted and explained in JSON, the rest is stored', async () => {
    const { post, stored, counted } = setUp();
    const response = await post(
      requestJson('00f067aa0ba902b7', 'f067', '0000000000000000'),
      JSON_TYPE,
    );
    expect(await response.json()).toEqual({
      partialSuccess: {
        rejectedSpans: '2',
        errorMessage:
          'resourceSpans[0].scopeSpans[0].spans[1]: its span id is missing, all zero or not 8 bytes long; ' +
          'resourceSpans[0].scopeSpans[0].spans[2]: its span id is missing, all zero or not 8 bytes long',
      },
    });
    expect(stored).toHaveLength(1);
    expect(counted).toMatchObject({ accepted: 1, rejected: 2 });
  });

  test('the official SDK reads our partial success', async () => {
    const { post } = setUp();
    const body = encodeOtlpProtobuf([
      span('00f067aa0ba902b7'),
      { ...span('00f067aa0ba902b8'), traceId: 'ab' },
    ]);
    const answered = new Uint8Array(await (await post(body, PROTOBUF)).arrayBuffer());
    expect(ProtobufTraceSerializer.deserializeResponse(answered)).toMatchObject({
      partialSuccess: {
        rejectedSpans: { low: 1, high: 0 },
        errorMessage: 'span at byte 159: its trace id is missing, all zero or not 16 bytes long',
      },
    });
    const json = await post(requestJson('ab'), JSON_TYPE);
    expect(
      JsonTraceSerializer.deserializeResponse(new Uint8Array(await json.arrayBuffer())),
    ).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
  });
});

describe('a request that is refused', () => {
  test('another content type gets 415 and the types we take', async () => {
    const { post, counted } = setUp();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const response = await post('{}', { 'content-type': type });
      expect(response.status).toBe(415);
      expect(await response.json()).toEqual({
        code: 3,
        message: 'send content-type application/x-protobuf or application/json',
      });
    }
    expect(counted.refusals).toEqual([415, 415, 415]);
  });

  test('an unknown content encoding gets 415', async () => {
    const response = await setUp().post('{}', { ...JSON_TYPE, 'content-encoding': 'zstd' });
    expect(response.status).toBe(415);
    expect(await response.text()).toMatch(/this content-encoding is not supported/);
  });

  test('another method gets 405', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await setUp().app.request('/v1/traces', { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('malformed JSON gets 400 with the place', async () => {
    const response = await setUp().post('{"resourceSpans":[', JSON_TYPE);
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: 3, message: 'not JSON: a value expected, the text ends at character 18' },
    ]);
  });

  test('malformed protobuf gets 400 with a protobuf status', async () => {
    const body = encodeOtlpProtobuf([span('00f067aa0ba902b7')]).slice(0, 60);
    const response = await setUp().post(body, PROTOBUF);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    const status = Buffer.from(await response.arrayBuffer());
    expect(status.subarray(0, 3)).toEqual(Buffer.from([0x08, 3, 0x12]));
    expect(status.subarray(4).toString()).toMatch(
      /^not an OTLP trace request: a field of \d+ bytes runs past the end at byte 1$/,
    );
  });

  test('a compressed body that is none, or is cut off, gets 400', async () => {
    const { post } = setUp();
    const gzip = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await post('{}', gzip)).status).toBe(400);
    const cut = new Uint8Array(gzipSync(requestJson('00f067aa0ba902b7')).subarray(0, 40));
    expect((await post(cut, gzip)).status).toBe(400);
  });

  const fastBrotli = (bytes: Buffer) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', fastBrotli],
  ])('a %s bomb gets 413 within the memory of its limit', async (encoding, compress) => {
    const bomb = new Uint8Array(compress(Buffer.alloc(100e6)));
    const { post } = setUp({ maxBodyBytes: 8e6 });
    const beforeBytes = process.memoryUsage().arrayBuffers;
    const response = await post(bomb, { ...PROTOBUF, 'content-encoding': encoding });
    expect(response.status).toBe(413);
    expect(process.memoryUsage().arrayBuffers - beforeBytes).toBeLessThan(16e6);
  });

  test('a plain body over the limit gets 413', async () => {
    const response = await setUp({ maxBodyBytes: 1000 }).post('x'.repeat(1001), JSON_TYPE);
    expect(response.status).toBe(413);
    expect(await response.text()).toMatch(/larger than 1000 bytes/);
  });
});

describe('pressure', () => {
  test('beyond the bytes in flight senders are told to come back', async () => {
    const { post, sink } = setUp({ maxBytesInFlight: 1000 });
    const waiting: (() => void)[] = [];
    sink.append = (appended) =>
      new Promise((resolve) => {
        decodedSpans(appended);
        waiting.push(resolve);
      });
    const body = requestJson('00f067aa0ba902b7', '00f067aa0ba902b8', '00f067aa0ba902b9');
    const first = post(body, JSON_TYPE);
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));

    const second = await post(body.padEnd(900), JSON_TYPE);
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await second.json()).toMatchObject({ code: 14 });

    waiting.pop()?.();
    expect((await first).status).toBe(200);
    const third = post(body.padEnd(2000), JSON_TYPE);
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    waiting.pop()?.();
    expect((await third).status).toBe(200);
  });

  test('a store that is down is a reason to try again', async () => {
    const { post, sink, counted } = setUp();
    sink.append = () => Promise.reject(new StoreUnavailable('disk full'));
    const response = await post(encodeOtlpProtobuf([span('00f067aa0ba902b7')]), PROTOBUF);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(counted).toMatchObject({ accepted: 0, refusals: [503] });
  });

  test('a large malformed body is refused for good, whatever the store does', async () => {
    const { post, sink, counted } = setUp();
    sink.append = () => Promise.reject(new StoreUnavailable('disk full'));
    const response = await post('['.padEnd(2_000_000), JSON_TYPE);
    expect(response.status).toBe(400);
    expect(counted.refusals).toEqual([400]);
  });
});

test('spans without a service are kept under a name that says so', async () => {
  const { post, stored } = setUp();
  await post(requestJson('00f067aa0ba902b7'), JSON_TYPE);
  expect(stored[0]?.resource).toEqual({ service: 'unknown_service', attributes: NO_ATTRIBUTES });
});
