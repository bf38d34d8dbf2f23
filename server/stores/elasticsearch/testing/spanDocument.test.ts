import { describe, expect, test } from 'vitest';
import { decodeOtlpJson } from '../../../../shared/formats/otlpJson.ts';
import type { Span } from '../../../../shared/span/span.ts';
import { documentsOf } from './bulkSpans.ts';
import { documentText } from './documentText.ts';
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
