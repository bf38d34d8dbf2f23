import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JaegerOptions } from '../../../engines/jaegerOptions.ts';
import { type RunningEngine, startEngine } from '../../../engines/startEngine.ts';
import { startJaeger } from '../../../engines/startJaeger.ts';
import { sendSpan } from '../../../engines/testing/sendSpan.ts';
import { spanHit } from '../../../engines/testing/spanHit.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../shared/pipeline/routes.ts';
import { MATCH_ALL } from '../../../shared/query/ast.ts';
import type { TraceStore } from '../traceStore.ts';
import { openElasticsearchStore } from './elasticsearchTraceStore.ts';

const SPAN = { name: 'publish', service: 'sensor', tags: { 'device.id': 'sensor-0042' } };
const SIGNAL = new AbortController().signal;

let storage: RunningEngine;

beforeAll(async () => {
  storage = await startEngine({ name: 'elasticsearch', version: '8.19.7' });
});

afterAll(() => storage?.stop());

type Layout = Omit<JaegerOptions, 'storage'>;

/** How Jaeger 2.13 was told to write, where its spans are then looked for, and how tags are read. */
test.each<[string, Layout, string, string]>([
  ['by default', {}, 'jaeger-span-*,-jaeger-span-archive*', 'nested'],
  [
    'an index each hour, with dots in its name',
    { indexPrefix: 'hourly', isHourly: true, dateSeparator: '.' },
    'hourly-jaeger-span-*,-hourly-jaeger-span-archive*',
    'nested',
  ],
  [
    'tags as fields with another sign for dots',
    { indexPrefix: 'flat', tagsAsFields: 'all', dotReplacement: '#' },
    'flat-jaeger-span-*,-flat-jaeger-span-archive*',
    'nested; as fields, with # for dots',
  ],
  [
    'some tags as fields',
    { indexPrefix: 'both', tagsAsFields: ['device.id'] },
    'both-jaeger-span-*,-both-jaeger-span-archive*',
    'nested; as fields, with @ for dots',
  ],
  ['aliases', { indexPrefix: 'rolled', usesAliases: true }, 'rolled-jaeger-span-read', 'nested'],
])('%s: found, and what was sent is read', async (_, layout, spans, tags) => {
  const traceId = await written(layout);
  const store = openStore(layout.indexPrefix);
  try {
    const { traces } = await store.searchTraces(
      { where: MATCH_ALL, fromUs: 0, toUs: 2 ** 52, sort: '-start', limit: 10 },
      SIGNAL,
    );
    const { details } = await store.describe(SIGNAL);
    const detail = (label: string) => details.find((one) => one.label === label)?.value;
    expect(detail('Span indices')).toBe(spans);
    expect(detail('Tags')).toBe(tags);
    expect(traces.map((trace) => trace.traceId)).toEqual([traceId]);
    expect(await deviceIn(store, traceId)).toBe('sensor-0042');
  } finally {
    await store.close();
  }
});

function openStore(indexPrefix: string | undefined): TraceStore {
  return openElasticsearchStore({
    engine: { urls: [new URL(storage.url)] },
    ...(indexPrefix !== undefined && { overrides: { indexPrefix } }),
    settleSeconds: 60,
    rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
  });
}

async function deviceIn(store: TraceStore, traceId: string): Promise<unknown> {
  for await (const spans of store.readTrace({ traceId }, SIGNAL)) {
    for (const { attributes } of spans) return attributes?.get('device.id');
  }
  return undefined;
}

async function written(layout: Layout): Promise<string> {
  const jaeger = await startJaeger({ storage, ...layout });
  try {
    const traceId = await sendSpan(jaeger.otlpUrl, SPAN);
    await spanHit(storage, '*jaeger-span-*', traceId);
    return traceId;
  } finally {
    await jaeger.stop();
  }
}
