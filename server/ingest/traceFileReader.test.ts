import { expect, test } from 'vitest';
import { runSteps } from '../../shared/formats/steps.ts';
import { JsonSplitter } from './jsonSplitter.ts';
import { TraceFileReader } from './traceFileReader.ts';

const TRACE = 'a'.repeat(32);

/** Reads a text that arrives in chunks, with room for so few bytes of waiting spans. */
function read(text: string, softBytes: number, hardBytes: number) {
  const splitter = new JsonSplitter();
  const reader = new TraceFileReader({ softBytes, hardBytes });
  const bytes = Buffer.from(text);
  let earlyCount = 0;
  for (let at = 0; at < bytes.length; at += 100) {
    for (const piece of splitter.split(bytes.subarray(at, at + 100))) runSteps(reader.take(piece));
    const before = reader.decoded.spans.length;
    runSteps(reader.makeRoom((kind) => splitter.membersSoFar(kind)));
    earlyCount += reader.decoded.spans.length - before;
  }
  for (const piece of splitter.end()) runSteps(reader.take(piece));
  const { spans, rejected, errors } = reader.decoded;
  const services = new Set(spans.map((span) => span.resource.service));
  const scopes = new Set(spans.map((span) => span.scope.name));
  return {
    total: spans.length,
    earlyCount,
    rejected,
    errors,
    services: [...services],
    scopes: [...scopes],
  };
}

const otlpSpans = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `{"traceId":"${TRACE}","spanId":"${(i + 1).toString(16).padStart(16, '0')}"}`,
  ).join();

const RESOURCE =
  '"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"gateway"}}]}';

test('OTLP spans behind their resource are read early when they are many', () => {
  const text = `{"resourceSpans":[{${RESOURCE},"scopeSpans":[{"scope":{"name":"first"},"spans":[${otlpSpans(9)}]},{"scope":{"name":"second"},"spans":[${otlpSpans(90)}]}],"schemaUrl":"u"}]}`;
  const { earlyCount, ...rest } = read(text, 1000, 5000);
  expect(rest).toEqual({
    total: 99,
    rejected: 0,
    errors: [],
    services: ['gateway'],
    scopes: ['first', 'second'],
  });
  expect(earlyCount).toBeGreaterThan(50);
});

test('OTLP spans before their resource wait for it, as long as there is room', () => {
  const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[${otlpSpans(40)}]}],${RESOURCE}}]}`;
  expect(read(text, 1000, 5000)).toMatchObject({ total: 40, earlyCount: 0, services: ['gateway'] });
  const refused = read(text, 1000, 2000);
  expect(refused.total + refused.rejected).toBe(40);
  expect(refused.rejected).toBeGreaterThan(20);
  expect(refused.errors[0]).toBe(
    'span at byte 43: more than 2000 bytes of spans stand before their resource or processes; split the file by trace',
  );
});

const jaegerSpans = (count: number) =>
  Array.from({ length: count }, (_, i) => `{"spanID":"${i + 1}","processID":"p1"}`).join();

test('Jaeger spans behind their processes are read early, those before them wait', () => {
  const processes = '"processes":{"p1":{"serviceName":"gateway"}}';
  const behind = `{"data":[{"traceID":"1",${processes},"spans":[${jaegerSpans(90)}]}]}`;
  const early = read(behind, 500, 5000);
  expect(early).toMatchObject({ total: 90, rejected: 0, errors: [], services: ['gateway'] });
  expect(early.earlyCount).toBeGreaterThan(50);
  const before = `{"data":[{"traceID":"1","spans":[${jaegerSpans(90)}],${processes}}]}`;
  expect(read(before, 500, 5000)).toMatchObject({
    total: 90,
    earlyCount: 0,
    services: ['gateway'],
  });
  expect(read(before, 500, 1000).rejected).toBeGreaterThan(50);
});

test('a group that is no good JSON leaves its spans without what it would have told', () => {
  const text = `{"resourceSpans":[{"resource":{"attributes":7},"scopeSpans":[{"scope":oops,"spans":[${otlpSpans(1)}]}]}]}`;
  const { total, services, errors } = read(text, 1000, 2000);
  expect([total, services]).toEqual([1, ['unknown_service']]);
  expect(errors).toEqual([
    'resource at byte 18: attributes is no list',
    'scope at byte 61: not JSON: a value expected, found "o" at character 9',
  ]);
});
