import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemSchema } from '../../shared/api/answerSchemas.ts';
import type { ImportProgress } from '../../shared/api/answers.ts';
import { encodeJaegerJson } from '../../shared/formats/encodeJaegerJson.ts';
import { encodeOtlpJson } from '../../shared/formats/encodeOtlpJson.ts';
import { decodeJaegerJson } from '../../shared/formats/jaegerJson.ts';
import type { Span } from '../../shared/span/span.ts';
import { arbitrarySpans } from '../../shared/testing/arbitrarySpans.ts';
import { type AppendedSpans, decodedSpans, StoreUnavailable } from '../stores/traceStore.ts';
import { importRoutes } from './importRoutes.ts';

const [FIRST] = fc.sample(
  arbitrarySpans().filter((spans) => spans.length > 4),
  { numRuns: 1, seed: 7 },
);
const SPANS = FIRST ?? [];

function setUp() {
  const stored: Span[] = [];
  const sink = {
    append: async (appended: AppendedSpans) => {
      stored.push(...decodedSpans(appended));
    },
  };
  const failures: unknown[] = [];
  const app = importRoutes(sink, (cause) => failures.push(cause));
  const post = async (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    app.request('/api/import', { method: 'POST', body: chunked(body), headers, duplex: 'half' });
  /** The last line of the answer. */
  const run = async (body: string | Uint8Array, headers: Record<string, string> = {}) => {
    const lines = (await (await post(body, headers)).text()).trimEnd().split('\n');
    return JSON.parse(lines.at(-1) ?? '') as ImportProgress;
  };
  return { app, sink, stored, failures, post, run };
}

/** A body that arrives in pieces. */
const chunked = (body: string | Uint8Array, chunkBytes = 4_000) => {
  const bytes = Buffer.from(body);
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + chunkBytes));
      at += chunkBytes;
    },
  });
};

/** The least a line can say: one span. */
const TINY_LINE = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'a'.repeat(32)}","spanId":"${'b'.repeat(16)}"}]}]}]}\n`;

const lines = (spans: readonly Span[]) => spans.map((span) => encodeOtlpJson([span])).join('\n');
const jaegerSpans = (text: string) => {
  const decoded = decodeJaegerJson(text);
  return decoded.ok ? decoded.value.spans : [];
};

describe('every kind of file gives the same spans as its decoder', () => {
  test.each([
    ['OTLP JSON', encodeOtlpJson(SPANS), SPANS],
    ['OTLP JSON, pretty', JSON.stringify(JSON.parse(encodeOtlpJson(SPANS)), null, 2), SPANS],
    ['OTLP JSON lines', lines(SPANS), SPANS],
    ['OTLP JSON lines with a byte order mark', `\uFEFF${lines(SPANS)}\n`, SPANS],
    ['a list of OTLP requests', `[${encodeOtlpJson(SPANS)},${encodeOtlpJson([])}]`, SPANS],
    ['the OTLP answer of Jaeger', `{"result":${encodeOtlpJson(SPANS)}}`, SPANS],
    ['Jaeger JSON', encodeJaegerJson(SPANS), jaegerSpans(encodeJaegerJson(SPANS))],
    [
      'Jaeger JSON lines',
      SPANS.map((span) => encodeJaegerJson([span])).join('\n'),
      SPANS.flatMap((span) => jaegerSpans(encodeJaegerJson([span]))),
    ],
    [
      'bare Jaeger traces by lines',
      SPANS.map((span) => encodeJaegerJson([span]).slice(9, -47)).join('\n'),
      SPANS.flatMap((span) => jaegerSpans(encodeJaegerJson([span]))),
    ],
  ])('%s', async (_, text, expected) => {
    const { run, stored } = setUp();
    const progress = await run(text);
    expect(progress).toEqual({
      bytesRead: Buffer.byteLength(text),
      spans: expected.length,
      traces: new Set(expected.map((span) => span.traceId)).size,
      rejected: 0,
      errors: [],
      firstStartUs: Math.min(...expected.map((span) => span.startUs)),
      lastStartUs: Math.max(...expected.map((span) => span.startUs)),
      isDone: true,
    });
    expect(stored).toStrictEqual([...expected]);
  });

  test('gzip, told by a header or by its first bytes, or both', async () => {
    const zipped = gzipSync(lines(SPANS));
    for (const [body, headers] of [
      [zipped, {}],
      [zipped, { 'content-type': 'application/gzip' }],
      [zipped, { 'content-encoding': 'gzip' }],
      [gzipSync(zipped), { 'content-encoding': 'gzip' }],
    ] as const) {
      const { run, stored } = setUp();
      const progress = await run(new Uint8Array(body), headers);
      expect([progress.spans, progress.bytesRead]).toEqual([SPANS.length, body.length]);
      expect(stored).toStrictEqual([...SPANS]);
    }
  });
});

describe('the answer', () => {
  test('is lines of progress, or one object for who wants JSON only', async () => {
    const { post } = setUp();
    const asLines = await post(lines(SPANS));
    expect(asLines.headers.get('content-type')).toBe('application/x-ndjson');
    const asOne = await post(lines(SPANS), { accept: 'application/json' });
    expect(asOne.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await asOne.json()).toMatchObject({ spans: SPANS.length, isDone: true });
  });

  test('comes while the file is still being sent', async () => {
    const { app, stored } = setUp();
    const text = Buffer.from(TINY_LINE.repeat(50));
    let isOpen = true;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (isOpen) controller.enqueue(text);
        else controller.close();
      },
    });
    const response = await app.request('/api/import', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    });
    const reader = response.body?.getReader();
    const first = JSON.parse(Buffer.from((await reader?.read())?.value ?? []).toString());
    expect(first.isDone).toBe(false);
    expect(first.bytesRead).toBeGreaterThan(0);
    isOpen = false;
    let last = first;
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
      last = JSON.parse(Buffer.from(next.value).toString());
    }
    expect([last.isDone, last.spans]).toEqual([true, stored.length]);
  });

  test('stops the import when its reader goes away', async () => {
    const { app, stored, failures } = setUp();
    const text = Buffer.from(TINY_LINE.repeat(50));
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(text),
    });
    const response = await app.request('/api/import', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    });
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const storedSoFar = stored.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stored.length).toBe(storedSoFar);
    expect(failures).toEqual([]);
  });
});

describe('files with something wrong', () => {
  const nameOf = ({ traceId, spanId, operation }: Span) => `${traceId} ${spanId} ${operation}`;

  const problemOf = async (body: string | Uint8Array) => {
    const response = await setUp().post(body);
    const { type, detail } = problemSchema.parse(await response.json());
    expect(type).toBe('urn:hopscope:bad-import');
    return `${response.status} ${detail}`;
  };

  test.each([
    ['', '400 Nothing was imported: at byte 0: the file is empty.'],
    [
      '<html></html>',
      '400 Nothing was imported: at byte 0: not JSON: an object expected, found "<html></html".',
    ],
    [
      '{"a":1}',
      '400 Nothing was imported: at byte 0: neither "resourceSpans" nor "data" found, but "a".',
    ],
    [
      '{"resourceLogs":[{}]}',
      '400 Nothing was imported: at byte 0: neither "resourceSpans" nor "data" found, but "resourceLogs".',
    ],
    [
      '{"data":null,"errors":[{"msg":"trace not found"}]}',
      '400 Nothing was imported: Jaeger reported: trace not found.',
    ],
    ['[[[]]]', '400 Nothing was imported: at byte 1: a document is no object.'],
    [
      '\uFEFF'.concat('{'),
      '400 Nothing was imported: at byte 1: the file ends before its JSON does.',
    ],
  ])('%j', async (text, expected) => {
    expect(await problemOf(text)).toContain(expected);
  });

  test.each([
    '{}',
    '{}\n{}\n',
    '[]',
    '{"data":[]}',
    '{"data":[{"traceID":"1","spans":[],"processes":{}}]}',
    '{"resourceSpans":[]}',
    '{"resourceSpans":[{"scopeSpans":[{"spans":[]}]}]}',
  ])('no span in %j is no success', async (text) => {
    expect(await problemOf(text)).toMatch(
      /^400 Nothing was imported: nothing in the file is a span; taken are OTLP JSON .* and Jaeger JSON /,
    );
  });

  test.each([
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'the file is UTF-16 text; save it as UTF-8'],
    [
      'UTF-16 without a mark',
      Buffer.from('{}', 'utf16le'),
      'UTF-16 text; save it as JSON in UTF-8',
    ],
    [
      'a zip archive',
      Buffer.from('PK\u0003\u0004....'),
      'the file is a zip archive; unpack it first',
    ],
    ['gzip that is none', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'Nothing was imported: '],
  ])('%s', async (_, bytes, expected) => {
    expect(await problemOf(new Uint8Array(bytes))).toContain(expected);
  });

  test('no body, or an unknown encoding of it', async () => {
    const { app, post } = setUp();
    expect((await app.request('/api/import', { method: 'POST' })).status).toBe(400);
    expect((await post('{}', { 'content-encoding': 'zstd' })).status).toBe(415);
  });

  test('what was read before a file breaks off is kept and said', async () => {
    const { run, stored } = setUp();
    const text = encodeOtlpJson(SPANS);
    const progress = await run(text.slice(0, text.lastIndexOf('"traceId":"')));
    expect(stored.map(nameOf)).toEqual(SPANS.slice(0, -1).map(nameOf));
    expect(progress.spans).toBe(SPANS.length - 1);
    expect(progress.errors[0]).toMatch(/^at byte \d+: the file ends before its JSON does$/);
  });

  test('so are the spans of a Jaeger trace whose processes never came', async () => {
    const { run, stored } = setUp();
    const text = encodeJaegerJson(SPANS);
    const progress = await run(text.slice(0, text.indexOf('],"processes"')));
    expect(progress.spans).toBeGreaterThan(0);
    expect(stored[0]?.resource.service).toBe('unknown_service');
    expect(progress.errors.join()).toMatch(/its process is not listed/);
  });

  test('gzip that is cut off keeps what came before', async () => {
    const { run } = setUp();
    const zipped = gzipSync(`${lines(SPANS)}\n`.repeat(100));
    const progress = await run(new Uint8Array(zipped.subarray(0, zipped.length - 500)));
    expect(progress.spans).toBeGreaterThan(SPANS.length);
    expect(progress.errors[0]).toBe('unexpected end of file');
  });

  test('bad spans and bad lines are counted, the rest is stored', async () => {
    const { run, stored } = setUp();
    const good = encodeOtlpJson(SPANS.slice(0, 1));
    const noId = good.replace(/"spanId":"\w+"/, '"spanId":"1"');
    const noJson = good.replace('"spanId":', '"spanId"::');
    const progress = await run([good, noId, 'oops', noJson, good].join('\n'));
    expect([progress.spans, progress.rejected, stored.length]).toEqual([2, 2, 2]);
    expect(progress.errors.map((error) => error.replace(/\d+/g, 'N'))).toEqual([
      'span at byte N: its span id is missing, all zero or not N bytes long',
      'at byte N: not JSON: an object expected, found "oops"',
      expect.stringMatching(/^span at byte N: not JSON: a value expected, found ":"/),
    ]);
  });
});

describe('a store that fails', () => {
  test('at once is a problem to try again', async () => {
    const { post, sink } = setUp();
    sink.append = () => Promise.reject(new StoreUnavailable('disk full'));
    const response = await post(lines(SPANS));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  test('later leaves a count of what is stored', async () => {
    const { run, sink } = setUp();
    const append = sink.append;
    let calls = 0;
    sink.append = (spans) =>
      ++calls > 2 ? Promise.reject(new StoreUnavailable('disk full')) : append(spans);
    const progress = await run(TINY_LINE.repeat(20_000));
    expect(progress).toMatchObject({ spans: 8000, isDone: true });
    expect(progress.errors[0]).toBe(
      'the store stopped taking spans; those counted here are stored',
    );
  });
});

test('two imports run at once, a third is told to come back', async () => {
  const { sink, post } = setUp();
  const waiting: (() => void)[] = [];
  sink.append = () => new Promise((resolve) => waiting.push(resolve));
  const running = [post(lines(SPANS)), post(lines(SPANS))];
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect((await post(lines(SPANS))).status).toBe(503);
  for (const store of waiting) store();
  await Promise.all(running);
  sink.append = async () => undefined;
  expect((await post(lines(SPANS))).status).toBe(200);
});
