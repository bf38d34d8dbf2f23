import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../shared/findings/thresholds.ts';
import type { Steps } from '../shared/formats/steps.ts';
import { DEFAULT_ROUTES } from '../shared/pipeline/routes.ts';
import { MATCH_ALL } from '../shared/query/ast.ts';
import { createDemo, type Demo } from './demo.ts';
import { wallClock } from './simulate/wallClock.ts';
import { openDuckDbStore } from './stores/duckdb/duckDbTraceStore.ts';
import type { WritableTraceStore } from './stores/traceStore.ts';
import { message, messageId } from './testing/messages.ts';

let dataDir = '';
let store: WritableTraceStore;
let demo: Demo | undefined;
let said: string[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'hopscope-demo-'));
  store = await open();
  said = [];
});

afterEach(async () => {
  await demo?.stop();
  await store.close();
  await rm(dataDir, { recursive: true });
});

function* stepsTo<T>(value: T): Steps<T> {
  yield;
  return value;
}

const open = () =>
  openDuckDbStore({
    dataDir,
    settleSeconds: 0.2,
    thresholds: DEFAULT_THRESHOLDS,
    routes: DEFAULT_ROUTES,
    memoryLimitMb: 128,
  });

async function startDemo(mode: 'auto' | 'on' | 'off'): Promise<Demo> {
  demo = await createDemo({
    store,
    mode,
    clock: wallClock,
    historyHours: 0.25,
    log: pino({ level: 'silent' }),
    say: (line) => said.push(line),
  });
  demo.start();
  return demo;
}

async function storedTraces(): Promise<readonly string[]> {
  const everything = {
    where: MATCH_ALL,
    fromUs: 0,
    toUs: 4e15,
    sort: 'start',
    limit: 1_000,
  } as const;
  const { traces } = await store.searchTraces(everything, new AbortController().signal);
  return traces.map(({ traceId }) => traceId);
}

const traceCount = async () => (await storedTraces()).length;

test('an empty store gets a past within seconds, and goes on live', async () => {
  await startDemo('auto');
  await expect.poll(traceCount).toBeGreaterThan(100);
  const before = await traceCount();
  await expect.poll(traceCount).toBeGreaterThan(before);
  expect(await store.contents()).toBe('demo');
});

test('the first real span takes the place of the fleet, whoever else sends then', async () => {
  const { sink } = await startDemo('auto');
  await expect.poll(traceCount).toBeGreaterThan(100);
  await Promise.all([sink.append(message(1)), sink.append(message(2)), sink.append(message(3))]);
  await expect.poll(storedTraces).toEqual([1, 2, 3].map(messageId));
  expect(await store.contents()).toBe('spans');
  expect(said.at(-1)).toContain('the demo has ended');
});

test('what holds no span that can be read does not end it', async () => {
  const { sink } = await startDemo('auto');
  await expect.poll(traceCount).toBeGreaterThan(100);
  await sink.append({ likelyCount: 1, decode: () => stepsTo([]) });
  expect(await store.contents()).toBe('demo');
  await sink.append({ likelyCount: 1, decode: () => stepsTo(message(1)) });
  await expect.poll(storedTraces).toEqual([messageId(1)]);
});

test('real spans stored before keep it away', async () => {
  await store.append(message(1));
  await startDemo('auto');
  expect(said).toEqual([]);
  expect(await store.contents()).toBe('spans');
});

test('off takes away what an earlier demo left, and no real span', async () => {
  await store.append(message(1), { isDemo: true });
  await startDemo('off');
  expect(await store.contents()).toBe('nothing');
  await store.append(message(2));
  await startDemo('off');
  expect(await store.contents()).toBe('spans');
});

test('on runs beside real spans', async () => {
  await store.append(message(1));
  const { sink } = await startDemo('on');
  await sink.append(message(2));
  await expect.poll(traceCount).toBeGreaterThan(2);
  expect(await storedTraces()).toContain(messageId(1));
});

test('what it wrote is still known as a demo after a restart, and made anew', async () => {
  await startDemo('auto');
  await expect.poll(traceCount).toBeGreaterThan(100);
  await demo?.stop();
  await store.close();
  store = await open();
  expect(await store.contents()).toBe('demo');
  await startDemo('auto');
  await expect.poll(traceCount).toBeGreaterThan(100);
});
