import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseEngine } from '../../../engines/catalog.ts';
import { type RunningEngine, startEngine } from '../../../engines/startEngine.ts';
import type { TestEngine } from '../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../shared/pipeline/routes.ts';
import type { Span } from '../../../shared/span/span.ts';
import { FLEET, foundBy, query, RANGE, traceIdOf, unaborted } from '../contract/contractFleet.ts';
import type { TraceStore } from '../traceStore.ts';
import type { DiscoveryOverrides } from './discovery/discoverSpanIndices.ts';
import { openElasticsearchStore } from './elasticsearchTraceStore.ts';
import { asTestEngine } from './testing/asTestEngine.ts';
import { bulkSpans } from './testing/bulkSpans.ts';
import type { JaegerWriter } from './testing/jaegerWriter.ts';
import { putSpanIndex } from './testing/putSpanIndex.ts';
import { spanDocument } from './testing/spanDocument.ts';

/** A stream cannot be deleted where its module is missing, so that these engines are not shared. */
describe.each(['elasticsearch@8.19.7', 'opensearch@2.19.4'])('%s with data streams', (label) => {
  let running: RunningEngine;
  let engine: TestEngine;
  let stores: TraceStore[] = [];

  beforeAll(async () => {
    running = await startEngine(parseEngine(label));
    engine = asTestEngine(running);
  });

  afterAll(() => running?.stop());

  afterEach(async () => {
    for (const store of stores) await store.close();
    stores = [];
  });

  function open(overrides: DiscoveryOverrides): TraceStore {
    const store = openElasticsearchStore({
      engine: { urls: [new URL(engine.url)] },
      overrides,
      settleSeconds: 60,
      rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
    });
    stores.push(store);
    return store;
  }

  /** The first four traces and, after a roll-over, the others. */
  async function putStream(name: string, isMapped = true): Promise<void> {
    await putTemplate(engine, name, isMapped);
    // Values that are now numbers and now texts fit no type the engine would choose.
    const writer = isMapped ? 'jaeger-2.13' : 'jaeger-1.62';
    await createSpans(engine, name, FLEET.slice(0, 4).flat(), writer);
    await rollOver(name);
    await createSpans(engine, name, FLEET.slice(4).flat(), writer);
  }

  const rollOver = (name: string) => engine.ask('POST', `/${name}/_rollover`);

  test('one under a name nobody could guess is known by its fields, and by its configured name', async () => {
    await putStream('traces-plant');
    const words = {
      'a data stream': {},
      'a data stream, as configured': { spanIndices: 'traces-plant' },
    };
    for (const [found, overrides] of Object.entries(words)) {
      const store = open(overrides);
      expect(await everythingOf(store)).toEqual(EVERYTHING);
      expect(await detailsOf(store)).toContain(`Found: ${found}`);
      expect(await detailsOf(store)).toContain('Span indices: traces-plant');
    }
  });

  test.each([
    ['named as the indices of Jaeger begin', 'a', 'a-jaeger-span', true],
    ['named as the indices of Jaeger go on', 'b', 'b-jaeger-span-plant', true],
    ['whose fields the engine has mapped by itself', 'c', 'c-jaeger-span', false],
  ])('one %s is found, searched and read', async (_, indexPrefix, name, isMapped) => {
    await putStream(name, isMapped);
    const store = open({ indexPrefix });
    expect(await everythingOf(store)).toEqual(EVERYTHING);
    expect(await detailsOf(store)).toContain('Found: a data stream');
  });

  test.each([
    ['d', 'd-jaeger-span'],
    ['e', 'e-jaeger-span-plant'],
  ])(
    'an index that holds no span yet, right after a roll-over, keeps none of the others back: %s',
    async (indexPrefix, name) => {
      await putStream(name);
      await putTemplate(engine, name, false);
      await rollOver(name);
      for (const overrides of [{ indexPrefix }, { spanIndices: name }]) {
        expect(await everythingOf(open(overrides))).toEqual(EVERYTHING);
      }
    },
  );

  test('one is read beside daily indices from before it', async () => {
    const daily = await putSpanIndex(engine, {
      variant: 'jaeger-2.13',
      date: '2026-01-01',
      prefix: 'f',
    });
    await bulkSpans(engine, daily, documentsOf(FLEET.slice(0, 4).flat(), 'jaeger-2.13'));
    await putTemplate(engine, 'f-jaeger-span', true);
    await createSpans(engine, 'f-jaeger-span', FLEET.slice(4).flat(), 'jaeger-2.13');
    const store = open({ indexPrefix: 'f' });
    expect(await everythingOf(store)).toEqual(EVERYTHING);
    expect(await detailsOf(store)).toContain('Found: 1 daily index, a data stream, 2026-01-01');
  });
});

async function putTemplate(engine: TestEngine, name: string, isMapped: boolean): Promise<void> {
  const file = path.join(import.meta.dirname, 'testing/fixtures/jaeger-2.13/mappings.json');
  const mappings = isMapped ? JSON.parse(await readFile(file, 'utf8')) : {};
  await engine.ask('PUT', `/_index_template/${name}`, {
    index_patterns: [name],
    priority: 500,
    data_stream: {},
    template: { settings: { number_of_replicas: 0 }, mappings },
  });
}

const documentsOf = (spans: readonly Span[], writer: JaegerWriter): readonly string[] =>
  spans.flatMap((span) => spanDocument(span, { writer }) ?? []);

/** With the time that a pipeline adds; a stream takes new documents only. */
async function createSpans(
  engine: TestEngine,
  name: string,
  spans: readonly Span[],
  writer: JaegerWriter,
): Promise<void> {
  const lines = documentsOf(spans, writer).map((document) => {
    const time = JSON.stringify(new Date(JSON.parse(document).startTimeMillis));
    return `{"create":{}}\n${document.replace('{', `{"@timestamp":${time},`)}\n`;
  });
  const answer = await fetch(`${engine.url}/${name}/_bulk?refresh=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join(''),
  });
  expect(await answer.json()).toMatchObject({ errors: false });
}

const EVERYTHING = {
  all: '1 2 3 4 5 6 7 8',
  failed: '3',
  crossing: '1 3',
  missing: '7',
  values: 's-1 2, s-2 2, s-3 2',
  charted: 8,
  spans: [5, 5, 2],
  notes: [],
};

/** What each of the ways to ask finds, and what is said about any of the answers. */
async function everythingOf(store: TraceStore): Promise<typeof EVERYTHING | object> {
  const question = { where: query(''), ...RANGE };
  const page = await store.searchTraces({ ...question, sort: '-start', limit: 3 }, unaborted());
  const facets = await store.facets({ ...question, fields: ['device.id'], size: 5 }, unaborted());
  const histogram = await store.histogram({ ...question, buckets: 10 }, unaborted());
  const answers = [page, facets, histogram];
  const values = facets.facets[0]?.values.map(({ value, count }) => `${value} ${count}`) ?? [];
  return {
    all: await foundBy(store, ''),
    failed: await foundBy(store, 'status=error'),
    crossing: await foundBy(store, 'device.id=s-1 db.system=influxdb'),
    missing: await foundBy(store, '-kind=producer service=web'),
    values: values.sort().join(', '),
    charted: histogram.buckets.reduce((sum, { count }) => sum + count, 0),
    spans: await Promise.all([1, 5, 7].map((number) => countSpans(store, number))),
    notes: answers.flatMap(({ completeness }) => [
      ...completeness.notes,
      ...(completeness.isComplete ? [] : ['incomplete']),
    ]),
  };
}

async function countSpans(store: TraceStore, number: number): Promise<number> {
  let count = 0;
  for await (const batch of store.readTrace({ traceId: traceIdOf(number) }, unaborted())) {
    count += batch.length;
  }
  return count;
}

const detailsOf = async (store: TraceStore): Promise<readonly string[]> =>
  (await store.describe(unaborted())).details.map(({ label, value }) => `${label}: ${value}`);
