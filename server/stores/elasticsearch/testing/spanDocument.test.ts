import { describe, expect, test } from 'vitest';
import { decodeOtlpJson } from '../../../../shared/formats/otlpJson.ts';
import type { Span } from '../../../../shared/span/span.ts';
import { documentsOf } from './bulkSpans.ts';
import { documentText } from './documentText.ts';
import { goTenDigits } from './goJson.ts';
import type { JaegerWriter } from './jaegerWriter.ts';
import { readFixture } from './readFixture.ts';
import { spanDocument } from './spanDocument.ts';

const CAPTURED: readonly JaegerWriter[] = ['jaeger-1.62', 'jaeger-2.13', 'jaeger-2.20'];

async function typedSpans(): Promise<readonly Span[]> {
  const decoded = decodeOtlpJson(await readFixture('typed.otlp.json'));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value.spans;
}

describe.each(CAPTURED)('%s', (writer) => {
  test('writes the documents that were captured from it', async () => {
    const spans = await typedSpans();
    const captured = documentsOf(await readFixture(`${writer}/spans.ndjson`));
    const documents = spans.flatMap((span) => spanDocument(span, { writer }) ?? []);
    expect(documents.map(documentText).sort()).toEqual(captured.map(documentText).sort());
  });

  test('writes those with tags as fields', async () => {
    const spans = await typedSpans();
    const captured = documentsOf(await readFixture(`${writer}-tags-as-fields/spans.ndjson`));
    const documents = spans.flatMap(
      (span) => spanDocument(span, { writer, tagsAsFields: 'all' }) ?? [],
    );
    expect(documents.map(documentText).sort()).toEqual(captured.map(documentText).sort());
  });
});

test('ids had no leading zeros at first, then 16 or 32 digits, then 32', async () => {
  const ids = await Promise.all(
    (['jaeger-1.15', 'jaeger-1.76', 'jaeger-2.7'] as const).map(async (writer) => {
      const { traceID, spanID } = JSON.parse(await documentOf('rule_evaluate', writer));
      return `${traceID} ${spanID}`;
    }),
  );
  expect(ids).toEqual([
    'a1b2c3d4e5f60718 b2',
    'a1b2c3d4e5f60718 00000000000000b2',
    '0000000000000000a1b2c3d4e5f60718 00000000000000b2',
  ]);
});

test('the last of the first generation has values of their own type', async () => {
  const document = await documentOf('device_publish', 'jaeger-1.76');
  expect(document).toContain('{"key":"int.max","type":"int64","value":9223372036854775807}');
  expect(document).toContain('{"key":"span.kind","type":"string","value":"producer"}');
});

test('the first of the second generation has null for what is empty and no fields', async () => {
  const document = await documentOf('rule_evaluate', 'jaeger-2.7');
  expect(document).toContain('"logs":null');
  expect(document).toContain('"process":{"serviceName":"rule-engine","tags":null}');
  expect(document).not.toContain('"tag":');
});

test('a double the older generation keeps has ten digits', () => {
  const numbers = [0.1 + 0.2, 1_234_567_890.5, 1_234_567_891.5, 12_345_678_901, 1e-5, 1e5, -0];
  expect(numbers.map(goTenDigits)).toEqual([
    '0.3',
    '1234567890',
    '1234567892',
    '1.23456789e+10',
    '1e-05',
    '100000',
    '-0',
  ]);
});

test('a span with a number that JSON has not is written as text or not at all', async () => {
  const [span] = await typedSpans();
  const odd = span && { ...span, attributes: new Map([['ratio', Number.NaN]]) };
  expect(odd && spanDocument(odd, { writer: 'jaeger-1.62' })).toContain('"value":"NaN"');
  expect(odd && spanDocument(odd, { writer: 'jaeger-2.13' })).toBeUndefined();
});

async function documentOf(operation: string, writer: JaegerWriter): Promise<string> {
  const span = (await typedSpans()).find((it) => it.operation === operation);
  return (span && spanDocument(span, { writer })) ?? '';
}
