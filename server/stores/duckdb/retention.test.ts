import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Span } from '../../../shared/span/span.ts';
import { TEXT_START_US, traceFromText } from '../../../shared/testing/traceFromText.ts';
import { DuckDbTraceStore } from './duckDbTraceStore.ts';
import { hasSpentSlices } from './retention.ts';
import { Session } from './session.ts';
import { SessionKeeper } from './sessionKeeper.ts';
import type { Retention } from './sessionParts.ts';
import {
  countSpans,
  makeDataDir,
  RecordingLog,
  removeDataDir,
  searchAll,
  TestClock,
  testOptions,
  until,
} from './testing/openTestStore.ts';

const publish = (number: number, startUs = TEXT_START_US): readonly Span[] =>
  traceFromText('device_publish @sensor |--| producer device.id=s-1 mqtt.topic=devices/s-1/t', {
    traceId: number.toString(16).padStart(32, '0'),
    startUs,
  });

let dataDir: string;
let clock: TestClock;
let store: DuckDbTraceStore;
let log: RecordingLog;

/** The counts fall before the file is tidied up, and only then it is said. */
async function untilLogged(line: string): Promise<void> {
  const isLogged = async () => log.lines.includes(line);
  expect(await until(isLogged, (isThere) => isThere)).toBe(true);
}

async function open(retention: Retention): Promise<void> {
  store = new DuckDbTraceStore(
    await SessionKeeper.open({ ...testOptions(dataDir, clock, log), retention }),
  );
}

/** A session that does nothing by itself, on a file of its own. */
function openSession(retention: Retention): Promise<Session> {
  return Session.open({
    ...testOptions(dataDir, clock, log),
    file: path.join(dataDir, 'other.duckdb'),
    retention,
    onFailure: () => undefined,
  });
}

beforeEach(async () => {
  dataDir = await makeDataDir();
  clock = new TestClock(TEXT_START_US + 1_000_000);
  log = new RecordingLog();
});
afterEach(async () => {
  await store.close();
  await removeDataDir(dataDir);
});

const many = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => publish(first + index)).flat();

test('retention drops what arrived too long ago, in whole slices, and keeps the rest', async () => {
  await open({ maxAgeSeconds: 8 * 3_600 });
  await store.append(many(1, 50));
  clock.skip(2 * 3_600);
  await store.append(many(101, 30));
  await store.flush();
  expect(await countSpans(store)).toBe(80);
  clock.skip(6.5 * 3_600);
  expect(
    await until(
      () => countSpans(store),
      (count) => count < 80,
    ),
  ).toBe(30);
  expect((await searchAll(store)).length).toBe(30);
  await untilLogged('Dropped spans older than the retention.');
  clock.skip(9 * 3_600);
  expect(
    await until(
      () => countSpans(store),
      (count) => count === 0,
    ),
  ).toBe(0);
  await store.append(publish(1));
  await store.flush();
  expect(await searchAll(store)).toHaveLength(1);
});

test('whether there is something to drop is told without disturbing anybody', async () => {
  await open({});
  const session = await openSession({ maxAgeSeconds: 8 * 3_600, maxSizeBytes: 1 });
  const { parts } = session;
  await session.writer.append(publish(1), clock.nowUs());
  const busy = parts.lane.run(() => new Promise<void>((resolve) => setTimeout(resolve, 100)));
  expect(await hasSpentSlices(parts)).toBe(false);
  clock.skip(2 * 3_600);
  await session.writer.append(publish(2), clock.nowUs());
  expect(parts.slices.all).toHaveLength(2);
  expect(await hasSpentSlices(parts)).toBe(true);
  await busy;
  await session.finish();
});

test('age alone makes a slice one to drop', async () => {
  await open({});
  const session = await openSession({ maxAgeSeconds: 8 * 3_600 });
  await session.writer.append(publish(1), clock.nowUs());
  expect(await hasSpentSlices(session.parts)).toBe(false);
  clock.skip(9 * 3_600);
  expect(await hasSpentSlices(session.parts)).toBe(true);
  await session.finish();
});

test('retention counts from arrival, not from the times in the spans', async () => {
  await open({ maxAgeSeconds: 3_600 });
  await store.append(publish(1, 1_000_000));
  await store.flush();
  clock.skip(60);
  expect((await searchAll(store)).length).toBe(1);
});

test('retention drops the oldest slices when the blocks in use are too many', async () => {
  await open({ maxSizeBytes: 6_000_000 });
  for (let round = 0; round < 8; round++) await store.append(many(1 + round * 6_000, 6_000));
  await store.flush();
  clock.skip(30);
  const left = await until(
    () => countSpans(store),
    (count) => count < 48_000,
  );
  expect(left).toBeLessThan(48_000);
  expect(left).toBeGreaterThan(0);
  await untilLogged('Dropped the oldest spans to stay within the retained size.');
});
