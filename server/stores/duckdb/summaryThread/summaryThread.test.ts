import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Span } from '../../../../shared/span/span.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { TEXT_START_US } from '../../../../shared/testing/traceFromText.ts';
import { buildFleet } from '../../../simulate/fleet.ts';
import { evenMix } from '../../../simulate/incidents/chooser.ts';
import { INCIDENT_KINDS } from '../../../simulate/incidents/deviation.ts';
import { renamedVocabulary } from '../../../simulate/renamedVocabulary.ts';
import { Simulation } from '../../../simulate/simulation.ts';
import { rowsOf } from '../engine.ts';
import { Summarizer } from '../summarizer.ts';
import { SUMMARY_COLUMNS } from '../summaryReader.ts';
import { startChild } from '../testing/childProcess.ts';
import { makeDataDir, removeDataDir } from '../testing/openTestStore.ts';
import { publish, TestSession, traceIdOf } from '../testing/testSession.ts';
import { countOf, isInThread } from '../tracker.ts';
import type { SummaryThread } from './summaryThread.ts';

let opened: TestSession;
let summarizer: Summarizer;
let thread: SummaryThread;

beforeEach(async () => {
  opened = await TestSession.open();
  summarizer = new Summarizer(opened.session.parts);
  thread = opened.session.parts.thread;
});
afterEach(() => opened.close());

/** What the summaries of the first slice say, in an order of their own. */
async function storedSummaries({ session }: TestSession): Promise<readonly TraceSummary[]> {
  const { readConnection } = session.parts;
  const text = `SELECT 1 AS slice, ${SUMMARY_COLUMNS} FROM summary_1 s`;
  const read = await session.summaries.read(readConnection, await rowsOf(readConnection, { text }));
  return [...read].sort((a, b) => (a.traceId < b.traceId ? -1 : 1));
}

/** Batches of a fleet with every kind of incident. */
function batchesOf(seed: number): readonly (readonly Span[])[] {
  const vocabulary = renamedVocabulary(seed);
  const simulation = new Simulation({
    seed,
    vocabulary,
    devices: buildFleet({ seed, deviceCount: 100, vocabulary }),
    messagesPerSecond: 50,
    choose: evenMix({ kinds: INCIDENT_KINDS, faultShare: 0.4, nearMissShare: 0.3 }),
    fromUs: TEXT_START_US,
    rolloutUs: TEXT_START_US - 3_600_000_000,
    isLean: false,
  });
  const inTime = Array.from({ length: 10 }, (_, second) => {
    return simulation.advanceTo(TEXT_START_US + (1 + second) * 1e6).spans;
  });
  return [...inTime, simulation.drain().spans];
}

test.each([3, 8])('what the thread makes is what is made without it (fleet %d)', async (seed) => {
  const batches = batchesOf(seed);
  const without = await TestSession.open();
  const asked = vi.spyOn(thread, 'summarize');
  thread.start();
  for (const spans of batches) await opened.append(spans);
  await summarizer.runAll();
  const inThread = new Set(
    asked.mock.calls.flatMap(([{ traces }]) => traces.map(({ tno }) => tno)),
  );
  vi.spyOn(without.session.parts.thread, 'start').mockReturnValue();
  for (const spans of batches) await without.append(spans);
  await new Summarizer(without.session.parts).runAll();
  expect(without.session.parts.thread.isRunning).toBe(false);
  const summaries = await storedSummaries(opened);
  expect(summaries.length).toBeGreaterThan(300);
  expect(inThread.size).toBeGreaterThan(0.9 * summaries.length);
  expect(summaries).toEqual(await storedSummaries(without));
  await without.close();
});

test('traces that began here go on here when the thread starts, new ones begin there', async () => {
  const heldOf = (number: number) => opened.session.parts.tracker.find(traceIdOf(number));
  await opened.append([publish(1)]);
  thread.start();
  await opened.append([{ ...publish(1), spanId: 'b'.repeat(16) }, publish(2)]);
  const states = [heldOf(1), heldOf(2)].map((state) => {
    return [state && isInThread(state), state?.held && countOf(state.held)];
  });
  expect(states).toEqual([
    [false, 2],
    [true, 1],
  ]);
  await summarizer.runAll();
  expect((await opened.storedSpanCounts(1)).sort()).toEqual([1, 2]);
});

test('with a span that comes late a trace is summarised without being read', async () => {
  thread.start();
  await opened.append([publish(1)]);
  await summarizer.runAll();
  const read = vi.spyOn(opened.session.parts.readConnection, 'run');
  await opened.append([{ ...publish(1), spanId: 'b'.repeat(16) }]);
  await summarizer.runAll();
  expect(read).not.toHaveBeenCalled();
  expect(await opened.storedSpanCounts(1, opened.session.parts.sealConnection)).toEqual([2]);
});

test('what the thread does not hold is read', async () => {
  thread.start();
  await opened.append([publish(1), publish(2)]);
  thread.letGo([1]);
  await summarizer.runAll();
  expect(await opened.storedSpanCounts(1)).toEqual([1, 1]);
  const held = [1, 2].map((number) => {
    return opened.session.parts.tracker.find(traceIdOf(number))?.held;
  });
  expect(held).toEqual([undefined, { spanCount: 1 }]);
});

test('the thread lets go of what is kept no longer', async () => {
  thread.start();
  await opened.append([publish(1), publish(2)]);
  await summarizer.runAll();
  const letGo = vi.spyOn(thread, 'letGo');
  opened.clock.skip(2);
  await summarizer.runDue();
  expect(letGo).toHaveBeenCalledWith([1, 2]);
});

test('a summary that comes when another one waits is made again', async () => {
  const { pending, tracker } = opened.session.parts;
  thread.start();
  await opened.append([publish(1)]);
  const waits = vi.spyOn(pending, 'hasTrace').mockReturnValueOnce(true);
  opened.clock.skip(2);
  expect(await summarizer.runDue()).toBe(true);
  await summarizer.settled();
  expect(waits).toHaveBeenCalled();
  expect([tracker.dirtyCount, pending.isEmpty]).toEqual([1, true]);
  await summarizer.runAll();
  expect(await opened.storedSpanCounts(1)).toEqual([1]);
});

test('what was made for a state that another one has replaced is not stored', async () => {
  const { pending, tracker } = opened.session.parts;
  const added = vi.spyOn(pending, 'addMade');
  thread.start();
  await opened.append([publish(1)]);
  const state = tracker.find(traceIdOf(1));
  if (state === undefined) throw new Error('the trace is not known');
  opened.clock.skip(2);
  expect(await summarizer.runDue()).toBe(true);
  tracker.add({ ...state });
  await summarizer.settled();
  expect(added).not.toHaveBeenCalled();
  expect(tracker.dirtyCount).toBe(0);
});

test('many spans that wait start the thread', async () => {
  const many = Array.from({ length: 2_001 }, (_, index) => publish(1 + index));
  await opened.append(many);
  expect(thread.isRunning).toBe(false);
  await opened.append([publish(1)]);
  expect(thread.isRunning).toBe(true);
});

test('the session fails when the thread does', async () => {
  thread.start();
  await opened.append([publish(1)]);
  await summarizer.runAll();
  await opened.append([publish(2)]);
  const post = thread.summarize.bind(thread);
  vi.spyOn(thread, 'summarize').mockImplementation(({ nowUs, traces }) => {
    const linkedFrom = null as unknown as readonly string[];
    return post({ nowUs, traces: traces.map((trace) => ({ ...trace, linkedFrom })) });
  });
  await expect(summarizer.runAll()).rejects.toThrow('null');
  expect(String(opened.failures[0])).toContain('null');
  expect(thread.isRunning).toBe(false);
});

test('who waits for a thread that is stopped is told why', async () => {
  thread.start();
  const asked = thread.summarize({ traces: [], nowUs: 0 });
  const stopped = thread.stop(new Error('the store is closed'));
  await expect(asked).rejects.toThrow('the store is closed');
  await stopped;
  await expect(thread.summarize({ traces: [], nowUs: 0 })).rejects.toThrow('the store is closed');
  expect(opened.failures).toEqual([]);
  thread.start();
  expect(thread.isRunning).toBe(false);
});

test('a program that only waits for its store to close does not end before', async () => {
  const dataDir = await makeDataDir();
  const child = startChild('closeWithThread.ts', [dataDir]);
  expect(await child.ended).toBe(0);
  expect(child.lines).toEqual(['in the thread: true', 'closed']);
  await removeDataDir(dataDir);
});
