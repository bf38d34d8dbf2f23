import { expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { bulkSpans, documentsOf } from './bulkSpans.ts';
import { putSpanIndex, type SpanIndexVariant } from './putSpanIndex.ts';
import { readFixture } from './readFixture.ts';

const WRITTEN: readonly SpanIndexVariant[] = [
  'jaeger-1.62',
  'jaeger-1.62-tags-as-fields',
  'jaeger-2.13',
  'jaeger-2.13-tags-as-fields',
  'jaeger-2.20',
  'jaeger-2.20-tags-as-fields',
];

describeOnEveryEngine((engine) => {
  test.each(WRITTEN)('%s keeps what Jaeger wrote, digit by digit', async (variant) => {
    const documents = documentsOf(await readFixture(`${variant}/spans.ndjson`));
    const index = await putSpanIndex(engine, { variant, date: `2026-01-01-${variant}` });
    await bulkSpans(engine, index, documents);
    const answer = await fetch(`${engine.url}/${index}/_search?size=100`);
    const text = await answer.text();
    for (const document of documents) expect(text).toContain(document);
  });

  test('the type of a tag is not indexed by the templates before 1.61', async () => {
    const found = await Promise.all(
      (['before-1.61', 'jaeger-1.62'] as const).map((variant) => countOfInt64(variant)),
    );
    expect(found).toEqual([0, 2]);
  });

  test('without a template tags are plain objects of text', async () => {
    const index = await putSpanIndex(engine, { variant: 'template-less', date: 'lost' });
    await bulkSpans(engine, index, documentsOf(await readFixture('jaeger-1.62/spans.ndjson')));
    const mapping = await engine.ask('GET', `/${index}/_mapping`);
    const { properties } = Object(mapping)[index].mappings;
    expect(properties.tags.properties.value).toMatchObject({
      type: 'text',
      fields: { keyword: { type: 'keyword' } },
    });
    expect(properties.tags).not.toHaveProperty('type');
  });

  test('a document that is refused is an error', async () => {
    const index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date: 'refused' });
    const documents = ['{"startTime":1}', '{"startTime":"yesterday"}'];
    await expect(bulkSpans(engine, index, documents)).rejects.toThrow(
      '1 of 2 documents were refused',
    );
  });

  async function countOfInt64(variant: SpanIndexVariant): Promise<number> {
    const index = await putSpanIndex(engine, { variant, date: `types-${variant}` });
    await bulkSpans(engine, index, documentsOf(await readFixture('jaeger-1.62/spans.ndjson')));
    const query = { nested: { path: 'tags', query: { term: { 'tags.type': 'int64' } } } };
    const answer = await engine.ask('POST', `/${index}/_count`, { query });
    return Object(answer).count;
  }
});
