import { afterAll, beforeAll, expect, test } from 'vitest';
import { askEngine } from '../../../../engines/askEngine.ts';
import { freePorts } from '../../../../engines/freePorts.ts';
import { type RunningEngine, startEngine } from '../../../../engines/startEngine.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { putSpanIndex, type SpanIndex } from '../testing/putSpanIndex.ts';
import { DiscoveredSource } from './discoveredSource.ts';
import type { DiscoveryOverrides } from './discoverSpanIndices.ts';

const RELEASE = { name: 'elasticsearch', version: '8.19.7' } as const;
const SIGNAL = new AbortController().signal;

let remote: RunningEngine;
let local: RunningEngine;

beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  remote = await startEngine({ ...RELEASE, settings: { 'transport.port': String(port) } });
  local = await startEngine({
    ...RELEASE,
    settings: { 'cluster.remote.eu.seeds': `127.0.0.1:${port}` },
  });
  await putSpan(local, { date: '2026-01-01', variant: 'jaeger-2.13' });
  await putSpan(remote, { date: '2026-01-01', variant: 'jaeger-2.13' });
  await putSpan(remote, { date: '2026-01-02', variant: 'jaeger-2.13' });
  await putSpan(remote, { date: '2026-01-03', variant: 'template-less' });
});

afterAll(async () => {
  await local?.stop();
  await remote?.stop();
});

async function putSpan(engine: RunningEngine, index: SpanIndex): Promise<void> {
  const asAdmin = {
    prefix: '',
    created: new Set<string>(),
    ask: (method: string, path: string, body?: object) => askEngine(engine, method, path, body),
  };
  const name = await putSpanIndex(asAdmin, index);
  const process = { serviceName: 's' };
  await bulkSpans(engine, name, [JSON.stringify({ traceID: 'a', startTime: 1, process })]);
}

/** Spans found, what is said of the answer, and what the badge says was decided. */
async function seen(overrides: DiscoveryOverrides): Promise<readonly string[]> {
  const client = new EngineClient({ urls: [new URL(local.url)] });
  const source = new DiscoveredSource(client, { overrides });
  try {
    const { indices, call } = await source.begin(SIGNAL);
    const body = { track_total_hits: true, sort: [{ [indices.fields.startTime]: 'desc' }] };
    const { totalHits } = await call.search({ indices: indices.spans, body });
    const { details } = await source.describe(SIGNAL);
    const assumed = details.flatMap(({ label, value }) => (label === 'Assumed' ? [value] : []));
    return [String(totalHits?.value), ...call.completeness().notes, ...assumed];
  } finally {
    await source.close();
  }
}

test('other clusters are read when configured, but for what is mapped otherwise there', async () => {
  expect(
    await seen({ spanIndices: 'jaeger-span-*,eu:jaeger-span-*', dotReplacement: '@' }),
  ).toEqual([
    '3',
    'eu:jaeger-span-2026-01-03 is not searched: its fields have other types than in the other indices.',
  ]);
});

test('one that is not configured is named', async () => {
  expect(await seen({ dotReplacement: '@' })).toEqual([
    '1',
    'Spans on other clusters are not read: eu:*jaeger-span-* would be, as HOPSCOPE_ELASTICSEARCH_SPAN_INDICES.',
  ]);
});

test('spans of other clusters alone are read as well', async () => {
  const [count] = await seen({ spanIndices: 'eu:jaeger-span-2026-01-0*' });
  expect(count).toBe('2');
});

test('a cluster that is gone is missed aloud', async () => {
  await remote.stop();
  const [count, ...notes] = await seen({
    spanIndices: 'jaeger-span-*,eu:jaeger-span-*',
    dotReplacement: '@',
  });
  expect([count, notes]).toEqual(['1', [expect.stringMatching(/^1 of 2 clusters did not answer/)]]);
});
