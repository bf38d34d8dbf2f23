import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Span } from '../../../shared/span/span.ts';
import { Maintenance } from './maintenance.ts';
import type { Session } from './session.ts';
import { Summarizer } from './summarizer.ts';
import type { TestClock } from './testing/openTestStore.ts';
import { gate, hold, publish, TestSession, traceIdOf } from './testing/testSession.ts';
import { ThreadLoad } from './threadLoad.ts';
import { countOf } from './tracker.ts';

/** So many spans of one trace that they are not kept in memory. */
const large = (number: number): readonly Span[] =>
  Array.from({ length: 2_001 }, (_, index) => {
    return { ...publish(number), spanId: index.toString(16).padStart(16, '1') };
  });

let opened: TestSession;
let clock: TestClock;
let session: Session;
let summarizer: Summarizer;

beforeEach(async () => {
  opened = await TestSession.open();
  ({ clock, session } = opened);
  summarizer = new Summarizer(session.parts);
});
afterEach(() => opened.close());

test('summaries that wait while their slice ages are stored with the commit that makes the next', async () => {
  await opened.append([publish(1)]);
  const [first] = session.slices.all;
  const lane = gate();
  const held = session.parts.lane.run(() => lane.opened);
  clock.skip(86_400);
  const appended = opened.append([publish(2)]);
  await nextTurn();
  await summarizer.runDue();
  expect(session.parts.pending.isEmpty).toBe(false);
  lane.open();
  await Promise.all([held, appended]);
  expect(session.parts.pending.isEmpty).toBe(true);
  expect(session.slices.all).toHaveLength(2);
  expect(first?.writing).toBeUndefined();
  expect(await opened.storedSpanCounts(1)).toEqual([1]);
  await summarizer.runAll();
  expect(await opened.storedSpanCounts(2)).toEqual([1]);
});

test('a trace that is read for its summary has the spans of a commit that is under way', async () => {
  await opened.append(large(1));
  await summarizer.runAll();
  const commits = gate();
  hold(session.parts.connection, commits.opened, 'COMMIT');
  const appended = opened.append([publish(1)]);
  await vi.waitFor(() => expect(session.parts.tracker.dirtyCount).toBe(1));
  clock.skip(10);
  expect(await summarizer.runDue()).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  commits.open();
  await appended;
  await summarizer.runAll();
  expect(await opened.storedSpanCounts(1)).toEqual([2_002]);
});

test('a checkpoint is hurried while there is load', async () => {
  const maintenance = new Maintenance(session.parts, summarizer);
  const statements = hold(session.parts.connection, Promise.resolve());
  const isBusy = vi.spyOn(session.parts.tracker, 'isBusy', 'get').mockReturnValue(true);
  const isMadeWith = async (merges: number): Promise<void> => {
    await opened.append([publish(merges)]);
    await vi.waitFor(() => {
      clock.skip(30);
      expect(statements).toContain(`SET GLOBAL max_vacuum_tasks = ${merges}; CHECKPOINT`);
    });
  };
  maintenance.start();
  await isMadeWith(0);
  isBusy.mockReturnValue(false);
  await isMadeWith(1);
  await maintenance.stop();
});

test('a trace is not summarised again before its summary is stored', async () => {
  await opened.append([publish(1)]);
  const lane = gate();
  clock.skip(10);
  const held = session.parts.lane.run(() => lane.opened);
  const appended = opened.append([{ ...publish(1), spanId: 'b'.repeat(16) }]);
  await nextTurn();
  expect(await summarizer.runDue()).toBe(true);
  expect(session.parts.tracker.find(traceIdOf(1))?.notBeforeMs).toBe(Number.POSITIVE_INFINITY);
  lane.open();
  await Promise.all([held, appended]);
  await summarizer.runAll();
  expect(await opened.storedSpanCounts(1)).toEqual([2]);
});

test('the session fails when summaries cannot be stored', async () => {
  await opened.append([publish(1)]);
  clock.skip(10);
  const { connection } = session.parts;
  vi.spyOn(connection, 'run').mockRejectedValue(new Error('the disk is full'));
  expect(await summarizer.runDue()).toBe(true);
  await vi.waitFor(() => expect(opened.failures).toHaveLength(1));
  expect(String(opened.failures[0])).toContain('the disk is full');
});

test('a trace that was forgotten while its summary waits is summarised once more, not twice', async () => {
  const { lane, tracker } = session.parts;
  await opened.append([publish(1)]);
  const waiting = gate();
  clock.skip(10);
  const held = lane.run(() => waiting.opened);
  expect(await summarizer.runDue()).toBe(true);
  const state = tracker.find(traceIdOf(1));
  if (state === undefined) throw new Error('the trace is not known');
  const again = { ...state, hasSummary: true, notBeforeMs: 0 };
  tracker.add(again);
  tracker.markDirty(again, Number.NEGATIVE_INFINITY);
  const second = summarizer.runDue();
  await nextTurn();
  waiting.open();
  await Promise.all([held, second]);
  await summarizer.runAll();
  expect(await opened.storedSpanCounts(1)).toEqual([1]);
});

test('the session fails when what has to be summarised cannot be read', async () => {
  await opened.append(large(1));
  clock.skip(10);
  vi.spyOn(session.parts.readConnection, 'run').mockRejectedValue(new Error('a page is torn'));
  expect(await summarizer.runDue()).toBe(true);
  await vi.waitFor(() => expect(opened.failures).toHaveLength(1));
  expect(String(opened.failures[0])).toContain('a page is torn');
});

test('under load a trace waits the longer the less time there is', async () => {
  const load = vi.spyOn(ThreadLoad.prototype, 'measure').mockReturnValue(0.99);
  vi.spyOn(session.parts.tracker, 'isBusy', 'get').mockReturnValue(true);
  await opened.append([publish(1)]);
  clock.skip(1);
  expect(await summarizer.runDue()).toBe(false);
  load.mockReturnValue(0.5);
  expect(await summarizer.runDue()).toBe(true);
  load.mockReturnValue(0.99);
  await opened.append([publish(2)]);
  clock.skip(1.6);
  expect(await summarizer.runDue()).toBe(true);
});

test('the later a pass is, the less often it gives way', async () => {
  const { pending } = session.parts;
  const add = pending.add.bind(pending);
  vi.spyOn(pending, 'add').mockImplementation((...summary) => {
    add(...summary);
    clock.skip(0.001);
  });
  const turnsOfPass = async (first: number, waitedS: number): Promise<number> => {
    await opened.append(Array.from({ length: 60 }, (_, index) => publish(first + index)));
    clock.skip(waitedS);
    let turns = 0;
    let isDone = false;
    const counting = async () => {
      for (; !isDone; turns++) await nextTurn();
    };
    const counted = counting();
    expect(await summarizer.runDue()).toBe(true);
    isDone = true;
    await counted;
    return turns;
  };
  const turnsInTime = await turnsOfPass(1, 0.8);
  expect(turnsInTime).toBeGreaterThan(10);
  expect(await turnsOfPass(100, 1.4)).toBeLessThan(turnsInTime / 2);
});

test('no pass waits for what is being read, except for room', async () => {
  const { tracker } = session.parts;
  await opened.append(large(1));
  const reading = gate();
  hold(session.parts.readConnection, reading.opened);
  clock.skip(10);
  expect(await summarizer.runDue()).toBe(true);
  await opened.append([publish(2)]);
  clock.skip(10);
  expect(await summarizer.runDue()).toBe(true);
  expect(await summarizer.runDue()).toBe(false);
  await vi.waitFor(async () => {
    expect(await opened.storedSpanCounts(1, session.parts.sealConnection)).toEqual([1]);
  });
  vi.spyOn(tracker, 'isCrowded', 'get').mockReturnValue(true);
  let isDone = false;
  const pass = summarizer.runDue().then(() => {
    isDone = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isDone).toBe(false);
  reading.open();
  await pass;
});

test('with a span that comes late a trace is summarised without being read', async () => {
  await opened.append([publish(1)]);
  await summarizer.runAll();
  const read = vi.spyOn(session.parts.readConnection, 'run');
  clock.skip(1);
  await opened.append([{ ...publish(1), spanId: 'b'.repeat(16) }]);
  await summarizer.runAll();
  expect(read).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  expect(await opened.storedSpanCounts(1)).toEqual([2]);
});

test('the spans of a summarised trace leave the memory when no more have come for a while', async () => {
  const heldOf = (number: number) => {
    const held = session.parts.tracker.find(traceIdOf(number))?.held;
    return held && countOf(held);
  };
  await opened.append([publish(1)]);
  await summarizer.runAll();
  clock.skip(1);
  await opened.append([publish(2)]);
  await summarizer.runAll();
  expect(heldOf(1)).toBe(1);
  clock.skip(1);
  await summarizer.runDue();
  expect(heldOf(1)).toBeUndefined();
  expect(heldOf(2)).toBe(1);
});

test('what must be undisturbed waits for what is being read', async () => {
  const maintenance = new Maintenance(session.parts, summarizer);
  await opened.append(large(1));
  const reading = gate();
  hold(session.parts.readConnection, reading.opened);
  clock.skip(10);
  expect(await maintenance.summarizeDue()).toBe(true);
  let isDone = false;
  const work = maintenance.undisturbed(async () => {
    isDone = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isDone).toBe(false);
  reading.open();
  await work;
  expect(isDone).toBe(true);
});
