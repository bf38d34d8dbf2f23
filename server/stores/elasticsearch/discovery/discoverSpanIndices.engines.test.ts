import { expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { PortCall } from '../engine/portCall.ts';
import { bulkSpans, documentsOf } from '../testing/bulkSpans.ts';
import { putSpanIndex, type SpanIndexVariant } from '../testing/putSpanIndex.ts';
import { readFixture } from '../testing/readFixture.ts';
import {
  type Discovered,
  type DiscoveryOverrides,
  discoverSpanIndices,
} from './discoverSpanIndices.ts';
import { EngineAsker } from './engineAsker.ts';

const SIGNAL = new AbortController().signal;

describeOnEveryEngine((engine) => {
  let blockCount = 0;

  /** Each test reads a prefix of its own. */
  const ownPrefix = () => `${engine.prefix}x${blockCount++}`;

  async function put(
    prefix: string,
    date: string,
    variant: SpanIndexVariant,
    documents?: readonly string[],
    more: Pick<Parameters<typeof putSpanIndex>[1], 'aliases' | 'settings'> = {},
  ): Promise<string> {
    const index = await putSpanIndex(engine, { prefix, date, variant, ...more });
    const fixture = variant === 'template-less' ? 'jaeger-1.62' : variant;
    await bulkSpans(
      engine,
      index,
      documents ?? documentsOf(await readFixture(`${fixture}/spans.ndjson`)),
    );
    return index;
  }

  async function discover(overrides: DiscoveryOverrides): Promise<Discovered> {
    return withClient((client) => discoverSpanIndices(new EngineAsker(client, SIGNAL), overrides));
  }

  async function withClient<T>(work: (client: EngineClient) => Promise<T>): Promise<T> {
    const client = new EngineClient({ urls: [new URL(engine.url)] });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  /** Spans that a search sorted and collapsed as ours are finds, and whether it finds all. */
  async function countSpans({ indices }: Discovered): Promise<string> {
    return withClient(async (client) => {
      const call = new PortCall(client, SIGNAL);
      const { startTime, traceId } = indices.fields;
      const body = {
        track_total_hits: true,
        sort: [{ [startTime]: 'desc' }],
        collapse: { field: traceId },
      };
      const { totalHits } = await call.search({ indices: indices.spans, body });
      const { isComplete, notes } = call.completeness();
      return `${totalHits?.value}${isComplete ? '' : ` and not all: ${notes.join(' ')}`}`;
    });
  }

  test('says which engine it is, and its version', async () => {
    const { indices } = await discover({ indexPrefix: ownPrefix() });
    const { name, version } = engine;
    expect(indices).toMatchObject({ engine: name, version });
  });

  test('daily indices as Jaeger 2.13 writes them', async () => {
    const prefix = ownPrefix();
    await put(prefix, '2026-01-01', 'jaeger-2.13');
    await put(prefix, '2026-01-02', 'jaeger-2.13');
    await put(prefix, 'archive', 'jaeger-2.13');
    const found = await discover({ indexPrefix: prefix });
    expect(found.indices).toMatchObject({
      spans: `${prefix}-jaeger-span-*,-${prefix}-jaeger-span-archive*`,
      archive: `${prefix}-jaeger-span-archive`,
      dotReplacement: '@',
      fields: {
        traceId: 'traceID',
        service: 'process.serviceName',
        startTimeMillis: 'startTimeMillis',
        lists: [
          {
            place: 'span',
            nestedPath: 'tags',
            keyField: 'tags.key',
            valueField: 'tags.value',
            typeField: 'tags.type',
          },
          { place: 'resource', nestedPath: 'process.tags' },
          { place: 'event', nestedPath: 'logs.fields', valueField: 'logs.fields.value' },
        ],
        objects: [
          {
            place: 'span',
            prefix: 'tag.',
            otherTypes: new Map(),
            names: new Set(['error', 'span@kind']),
          },
          { place: 'resource', prefix: 'process.tag.', names: new Set() },
        ],
      },
      limits: { maxTermsCount: 65_536, maxRegexLength: 1_000, ignoreAbove: 256 },
    });
    expect(found.choice.found).toBe('2 daily indices, 2026-01-01 to 2026-01-02');
    expect(found.refreshInterval).toBe('1s');
    expect(found.missing).toEqual([]);
    const one = documentsOf(await readFixture('jaeger-2.13/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(2 * one));
  });

  test.each<SpanIndexVariant>(['jaeger-1.62-tags-as-fields', 'jaeger-2.20-tags-as-fields'])(
    '%s has fields for tags of spans and resources',
    async (variant) => {
      const prefix = ownPrefix();
      await put(prefix, '2026-01-01', variant);
      const { indices } = await discover({ indexPrefix: prefix });
      expect(indices.dotReplacement).toBe('@');
      expect(indices.fields.objects.map((object) => object.prefix)).toEqual([
        'tag.',
        'process.tag.',
      ]);
    },
  );

  test('what stands for dots is seen in the names of fields', async () => {
    const prefix = ownPrefix();
    const document = { traceID: 'a', startTime: 1, tag: { span_kind: 'server', a_b: 'x' } };
    await put(prefix, '2026-01-01', 'jaeger-2.13', [JSON.stringify(document)]);
    expect((await discover({ indexPrefix: prefix })).indices.dotReplacement).toBe('_');
    const told = await discover({ indexPrefix: prefix, dotReplacement: '#' });
    expect(told.indices.dotReplacement).toBe('#');
  });

  test('indices without a template are read by the keywords beside their texts', async () => {
    const prefix = ownPrefix();
    await put(prefix, '2026-01-01', 'template-less');
    const found = await discover({ indexPrefix: prefix });
    expect(found.indices.fields).toMatchObject({
      traceId: 'traceID.keyword',
      operation: 'operationName.keyword',
      lists: [
        { place: 'span', keyField: 'tags.key.keyword', valueField: 'tags.value.keyword' },
        { place: 'resource', keyField: 'process.tags.key.keyword' },
        { place: 'event', keyField: 'logs.fields.key.keyword' },
      ],
    });
    expect(found.indices.fields.lists.map(({ nestedPath }) => nestedPath)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(found.indices.fields).not.toHaveProperty('startTimeMillis');
    const one = documentsOf(await readFixture('jaeger-1.62/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(one));
  });

  test('elevated tags of an index without a template have the types the engine guessed', async () => {
    const prefix = ownPrefix();
    const tag = { 'span@kind': 'server', error: true, 'http@status_code': 200 };
    const document = { traceID: 'a', startTime: 1, duration: 1, tag };
    await put(prefix, '2026-01-01', 'template-less', [JSON.stringify(document)]);
    const [object] = (await discover({ indexPrefix: prefix })).indices.fields.objects;
    expect(object?.names).toEqual(new Set(['span@kind', 'error', 'http@status_code']));
    expect(object?.otherTypes).toEqual(
      new Map([
        ['span@kind', 'text-with-keyword'],
        ['error', 'boolean'],
        ['http@status_code', 'number'],
      ]),
    );
  });

  test('one index that is mapped unlike the others is set aside, and that is said', async () => {
    const prefix = ownPrefix();
    await put(prefix, '2026-01-01', 'jaeger-2.13');
    await put(prefix, '2026-01-02', 'jaeger-2.13');
    const odd = await put(prefix, '2026-01-03', 'template-less');
    const found = await discover({ indexPrefix: prefix });
    expect(found.missing).toEqual([
      `${odd} is not searched: its fields have other types than in the other indices.`,
    ]);
    const one = documentsOf(await readFixture('jaeger-2.13/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(2 * one));
  });

  test('the type of a tag is asked for only where every index has it', async () => {
    const prefix = ownPrefix();
    const typeFields = async () => {
      const { lists } = (await discover({ indexPrefix: prefix })).indices.fields;
      return lists.map(({ typeField }) => typeField);
    };
    await put(prefix, '2026-01-02', 'jaeger-1.62');
    expect(await typeFields()).toEqual(['tags.type', 'process.tags.type', 'logs.fields.type']);
    const spans = documentsOf(await readFixture('jaeger-1.62/spans.ndjson'));
    await put(prefix, '2026-01-01', 'before-1.61', spans);
    expect(await typeFields()).toEqual([undefined, undefined, undefined]);
  });

  test('an index that was just made and holds nothing is no hindrance', async () => {
    const prefix = ownPrefix();
    await put(prefix, '2026-01-01', 'jaeger-2.13');
    await putSpanIndex(engine, { prefix, date: '2026-01-02', variant: 'template-less' });
    const found = await discover({ indexPrefix: prefix });
    expect(found.missing).toEqual([]);
    const one = documentsOf(await readFixture('jaeger-2.13/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(one));
  });

  test('rollover indices are read by their alias', async () => {
    const prefix = ownPrefix();
    const aliases = { [`${prefix}-jaeger-span-read`]: {} };
    await put(prefix, '000001', 'jaeger-2.13');
    await put(prefix, '000002', 'jaeger-2.13', undefined, { aliases });
    await put(prefix, '000003', 'jaeger-2.13', undefined, { aliases });
    const found = await discover({ indexPrefix: prefix });
    expect(found.indices.spans).toBe(`${prefix}-jaeger-span-read`);
    expect(found.assumed).toContain(
      `1 index is outside of ${prefix}-jaeger-span-read and not read.`,
    );
    const one = documentsOf(await readFixture('jaeger-2.13/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(2 * one));
  });

  test('an alias with an odd index in it is read without that index', async () => {
    const prefix = ownPrefix();
    const aliases = { [`${prefix}-jaeger-span-read`]: {} };
    await put(prefix, '000001', 'jaeger-2.13', undefined, { aliases });
    await put(prefix, '000002', 'jaeger-2.13', undefined, { aliases });
    await put(prefix, '000003', 'template-less', undefined, { aliases });
    const found = await discover({ indexPrefix: prefix });
    const one = documentsOf(await readFixture('jaeger-2.13/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(2 * one));
  });

  test('names as configured, whatever they are', async () => {
    const prefix = ownPrefix();
    const name = `${prefix}-my-spans`;
    await putSpanIndex(engine, { name, date: '', variant: 'jaeger-2.13' });
    await bulkSpans(engine, name, documentsOf(await readFixture('jaeger-2.13/spans.ndjson')));
    const found = await discover({ spanIndices: `${prefix}-my-*` });
    expect(found.choice.found).toBe('1 index, as configured');
    const one = documentsOf(await readFixture('jaeger-2.13/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(one));
  });

  test('several thousand characters of configured names are no address too long', async () => {
    const prefix = ownPrefix();
    const index = await put(prefix, '2026-01-01', 'jaeger-2.13');
    const gone = Array.from({ length: 300 }, (_, i) => `${prefix}-jaeger-span-gone-${i}*`);
    const found = await discover({ spanIndices: [index, ...gone].join() });
    const one = documentsOf(await readFixture('jaeger-2.13/spans.ndjson')).length;
    expect(await countSpans(found)).toBe(String(one));
  });

  test('an engine without any span index answers nothing, completely', async () => {
    const found = await discover({ indexPrefix: ownPrefix() });
    expect(found.choice.found).toBe('no span index yet');
    expect(await countSpans(found)).toBe('0');
  });

  test('bounds that an index was given are kept to', async () => {
    const prefix = ownPrefix();
    const settings = { 'index.max_terms_count': 100, 'index.max_regex_length': 50 };
    const slow = { 'index.refresh_interval': '30s', 'index.max_result_window': 200 };
    await put(prefix, '2026-01-01', 'jaeger-2.13', undefined, { settings });
    await put(prefix, '2026-01-02', 'jaeger-2.13', undefined, { settings: slow });
    const found = await discover({ indexPrefix: prefix });
    expect(found.indices.limits).toMatchObject({
      maxTermsCount: 100,
      maxRegexLength: 50,
      maxResultWindow: 200,
    });
    expect(found.refreshInterval).toBe('30s');
  });
});
