import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askEngine } from '../../../../engines/askEngine.ts';
import { type RunningEngine, startEngine } from '../../../../engines/startEngine.ts';
import { SearchRefused } from '../engine/engineCall.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { DiscoveredSource } from './discoveredSource.ts';
import type { SpanAsk } from './spanSource.ts';

const RELEASE = { name: 'elasticsearch', version: '8.19.7' } as const;
const SIGNAL = new AbortController().signal;
/** Nothing here is about speed but for the engine that stands still. */
const PATIENT = { callMs: 60_000, searchMs: 60_000 };

let engine: RunningEngine;
let sources: DiscoveredSource[] = [];

beforeAll(async () => {
  const settings = { 'search.max_buckets': '50', 'indices.query.bool.max_clause_count': '1024' };
  engine = await startEngine({ ...RELEASE, settings });
});

afterAll(() => engine?.stop());

afterEach(async () => {
  engine.process.resume();
  for (const source of sources) await source.close();
  sources = [];
});

function openSource(bounds = PATIENT): DiscoveredSource {
  const client = new EngineClient({ urls: [new URL(engine.url)] });
  const times = { pauseMs: 50, aliveMs: 100, freshMs: 500 };
  const source = new DiscoveredSource(client, { bounds, times });
  sources.push(source);
  return source;
}

async function putDay(
  day: number,
  more: { readonly settings?: Readonly<Record<string, unknown>>; readonly isOdd?: boolean } = {},
): Promise<string> {
  const asAdmin = {
    prefix: '',
    created: new Set<string>(),
    ask: (method: string, path: string, body?: object) => askEngine(engine, method, path, body),
  };
  const { isOdd = false, settings = {} } = more;
  return putSpanIndex(asAdmin, {
    date: `2026-01-0${day}`,
    variant: isOdd ? 'template-less' : 'jaeger-2.13',
    settings,
  });
}

async function putSpans(index: string, count: number): Promise<void> {
  const spans = Array.from({ length: count }, (_, i) => {
    const process = { serviceName: `service-${i}` };
    return JSON.stringify({ traceID: `${index}-${i}`, startTime: i, duration: 1, process });
  });
  await bulkSpans(engine, index, spans);
}

const countSpans = async ({ indices, call }: SpanAsk): Promise<number | undefined> => {
  const body = { size: 0, track_total_hits: true };
  return (await call.search({ indices: indices.spans, body })).totalHits?.value;
};

const reasonOf = async (source: DiscoveredSource): Promise<string> => {
  const { state, reason = '' } = await source.describe(SIGNAL);
  return `${state}: ${reason}`;
};

test('a fresh engine has no spans yet, and finds them when they come', async () => {
  const source = openSource();
  const first = await source.begin(SIGNAL);
  expect(await countSpans(first)).toBe(0);
  expect(await reasonOf(source)).toBe('ok: ');
  await putSpans(await putDay(1), 60);
  expect(await countSpans(await source.begin(SIGNAL))).toBe(60);
});

test('a bound of the node is known before a search meets it, and a search that does is refused', async () => {
  const { indices, call } = await openSource().begin(SIGNAL);
  expect(indices.limits).toMatchObject({ maxBuckets: 50, maxClauseCount: 1_024 });
  const aggs = { services: { terms: { field: indices.fields.service, size: 60 } } };
  const search = call.search({ indices: indices.spans, body: { size: 0, aggs } });
  await expect(search).rejects.toBeInstanceOf(SearchRefused);
  await expect(search).rejects.toMatchObject({ type: 'too_many_buckets_exception' });
});

test('too many clauses are refused as a mistake', async () => {
  const source = openSource();
  const { indices, call } = await source.begin(SIGNAL);
  const should = Array.from({ length: 100_000 }, (_, i) => ({
    term: { [indices.fields.operation]: String(i) },
  }));
  const body = { size: 0, query: { bool: { should } } };
  await expect(call.search({ indices: indices.spans, body })).rejects.toMatchObject({
    name: 'SearchRefused',
    type: expect.stringMatching(/clauses/),
  });
});

test('shards without a living copy are said', async () => {
  const settings = { 'index.routing.allocation.require.box': 'none' };
  const index = `/${await putDay(2, { settings }).catch(() => 'jaeger-span-2026-01-02')}`;
  try {
    const ask = await openSource().begin(SIGNAL);
    expect(await countSpans(ask)).toBe(60);
    const { isComplete, shards, notes } = ask.call.completeness();
    expect({ isComplete, shards, notes }).toEqual({
      isComplete: false,
      shards: { total: 2, successful: 1, skipped: 0, failed: 1 },
      notes: [expect.stringMatching(/^1 of 2 shards failed/)],
    });
  } finally {
    await askEngine(engine, 'DELETE', index);
  }
});

test('an index that changes its kind is found out at once after it hurt', async () => {
  const source = openSource();
  const sort = async () => {
    const { indices, call } = await source.begin(SIGNAL);
    const body = { sort: [{ [indices.fields.startTime]: 'desc' }], collapse: { field: 'traceID' } };
    await call.search({ indices: indices.spans, body });
    return call.completeness().notes.join(' ');
  };
  expect(await sort()).toBe('');
  const odd = await putDay(3, { isOdd: true });
  try {
    await putSpans(odd, 1);
    expect(await sort()).toMatch(/1 of 2 shards failed/);
    await expect
      .poll(async () => (await reasonOf(source)) && sort(), { timeout: 60_000 })
      .toBe(`${odd} is not searched: its fields have other types than in the other indices.`);
  } finally {
    await askEngine(engine, 'DELETE', `/${odd}`);
  }
});

test('an engine that stands still costs a deadline, and goes on when it does', async () => {
  const source = openSource({ callMs: 4_000, searchMs: 2_000 });
  const ask = await source.begin(SIGNAL);
  engine.process.pause();
  await expect(countSpans(ask)).rejects.toThrow('did not answer within 2 s');
  expect(await reasonOf(source)).toBe('down: The engine did not answer within 2 s.');
  engine.process.resume();
  await expect.poll(() => reasonOf(source), { timeout: 60_000 }).toBe('ok: ');
  expect(await countSpans(await openSource().begin(SIGNAL))).toBe(60);
});

test('a caller who leaves a search leaves none running in the engine', async () => {
  const { indices } = await openSource().begin(SIGNAL);
  const caller = new AbortController();
  const { call } = await openSource().begin(caller.signal);
  const should = Array.from({ length: 1_000 }, (_, i) => ({
    regexp: { [indices.fields.service]: `.*(a|b|${i}).*.*.*` },
  }));
  const aggs = { all: { cardinality: { field: indices.fields.traceId } } };
  const search = { indices: indices.spans, body: { size: 0, query: { bool: { should } }, aggs } };
  const searching = call.search(search);
  const ended = expect(searching).rejects.toThrow('gone');
  await expect.poll(runningSearches, { timeout: 30_000 }).not.toEqual([]);
  caller.abort(new Error('gone'));
  await ended;
  await expect.poll(runningSearches).toEqual([]);
});

/** Searches the engine is at and has not been told to stop. */
async function runningSearches(): Promise<readonly string[]> {
  const { nodes } = Object(await askEngine(engine, 'GET', '/_tasks?actions=*search*'));
  const tasks = Object.values(nodes).flatMap((node) => Object.values(Object(node).tasks));
  return tasks.map(Object).flatMap(({ action, cancelled }) => (cancelled ? [] : [action]));
}

test('an engine that is gone is down, and one that comes back is found by itself', async () => {
  const source = openSource();
  await source.begin(SIGNAL);
  const port = Number(new URL(engine.url).port);
  await engine.stop();
  await expect(source.begin(SIGNAL).then(countSpans)).rejects.toThrow('cannot be reached');
  expect(await reasonOf(source)).toContain('down: The engine cannot be reached (ECONNREFUSED)');
  const late = openSource();
  expect(await reasonOf(late)).toContain('down: The engine cannot be reached');
  await expect(late.begin(SIGNAL)).rejects.toThrow('cannot be reached');
  engine = await startEngine({ ...RELEASE, port });
  for (const each of [source, late]) {
    await expect.poll(() => reasonOf(each), { timeout: 60_000 }).toBe('ok: ');
    expect(await countSpans(await each.begin(SIGNAL))).toBe(0);
  }
}, 400_000);
