import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Steps } from '../../../shared/formats/steps.ts';
import type { Span } from '../../../shared/span/span.ts';
import type { Session } from './session.ts';
import { Summarizer } from './summarizer.ts';
import type { TestClock } from './testing/openTestStore.ts';
import { gate, hold, publish, TestSession, traceIdOf } from './testing/testSession.ts';

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

test('the next commit of spans takes summaries along', async () => {
  await opened.append([publish(1)]);
  const commits = gate();
  const statements = hold(session.parts.connection, commits.opened, 'COMMIT');
  const appended = [opened.append([publish(2)])];
  await vi.waitFor(() => expect(statements).toContain('COMMIT'));
  clock.skip(10);
  expect(await summarizer.runDue()).toBe(true);
  appended.push(opened.append([publish(3)]));
  commits.open();
  await Promise.all(appended);
  expect(statements.filter((statement) => statement === 'COMMIT')).toHaveLength(2);
  expect(await opened.storedSpanCounts(1)).toEqual([1, 1]);
});

test('while a commit is under way the next batches are encoded, and no statement is run', async () => {
  const { connection, lane } = session.parts;
  await opened.append([publish(1)]);
  const commits = gate();
  const statements = hold(connection, commits.opened, 'COMMIT');
  const next = undecoded([publish(2)]);
  const appended = [opened.append(spansOf(1, ENOUGH)), opened.append(next)];
  await vi.waitFor(() => expect(next.decode).toHaveBeenCalled());
  expect(statements).toEqual(['BEGIN', 'COMMIT']);
  expect(lane.isAwaited).toBe(false);
  commits.open();
  await Promise.all(appended);
  expect(statements).toEqual(['BEGIN', 'COMMIT', 'BEGIN', 'COMMIT']);
  await summarizer.runAll();
  const counts = await opened.storedSpanCounts(1);
  expect(counts.sort()).toEqual([1, ENOUGH + 1]);
});

test('a trace of the commit that is put together is the same although it was forgotten meanwhile', async () => {
  const { tracker } = session.parts;
  const forgetful = undecoded([publish(1), publish(2)]);
  const last = { ...publish(1), spanId: 'c'.repeat(16) };
  forgetful.decode.mockImplementation(function* () {
    yield;
    const state = tracker.find(traceIdOf(1));
    if (state === undefined) throw new Error('the trace is not known');
    tracker.takeForSummary(state);
    tracker.giveBack(state);
    tracker.forget();
    return [{ ...publish(1), spanId: 'b'.repeat(16) }, publish(2)];
  });
  await Promise.all([
    opened.append(spansOf(1, 500)),
    opened.append(forgetful),
    opened.append([last]),
  ]);
  await summarizer.runAll();
  const counts = await opened.storedSpanCounts(1);
  expect(counts.sort()).toEqual([1, 502]);
});

test('who waits for the lane comes before the next batches', async () => {
  const { connection, lane } = session.parts;
  await opened.append([publish(1)]);
  const commits = gate();
  hold(connection, commits.opened, 'COMMIT');
  const next = undecoded([publish(2)]);
  const appended = [opened.append(spansOf(1, ENOUGH)), opened.append(next)];
  const other = lane.run(async () => expect(next.decode).not.toHaveBeenCalled());
  commits.open();
  await Promise.all([...appended, other]);
  expect(next.decode).toHaveBeenCalledTimes(1);
});

test('a batch that cannot be decoded is refused alone', async () => {
  const broken = undecoded([]);
  broken.decode.mockImplementation(() => {
    throw new Error('no such encoding');
  });
  const [refused, empty, stored] = [
    opened.append(broken),
    opened.append(undecoded([])),
    opened.append([publish(1)]),
  ];
  await expect(refused).rejects.toThrow('no such encoding');
  expect(await Promise.all([empty, stored])).toEqual([false, true]);
  expect(opened.failures).toEqual([]);
});

test('a batch that cannot be encoded is refused when the commit before it is done', async () => {
  await opened.append([publish(1)]);
  const commits = gate();
  const statements = hold(session.parts.connection, commits.opened, 'COMMIT');
  const stored = opened.append(spansOf(1, ENOUGH));
  const refused = opened.append([{ ...publish(2), attributes: UNREADABLE }]).catch(String);
  await vi.waitFor(() => expect(statements).toContain('COMMIT'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(opened.failures).toEqual([]);
  commits.open();
  await stored;
  expect(await refused).toContain('StoreUnavailable');
  expect(String(opened.failures[0])).toContain('no such attribute');
  expect(statements).toEqual(['BEGIN', 'COMMIT']);
  await expect(session.parts.lane.run(async () => undefined)).rejects.toThrow('no such attribute');
});

test('a commit that fails refuses what was encoded meanwhile, too', async () => {
  const { connection } = session.parts;
  await opened.append([publish(1)]);
  const next = undecoded([publish(2)]);
  const run = connection.run.bind(connection);
  const statements: string[] = [];
  vi.spyOn(connection, 'run').mockImplementation(async (...call) => {
    statements.push(call[0]);
    if (call[0] !== 'COMMIT') return run(...call);
    await vi.waitFor(() => expect(next.decode).toHaveBeenCalled());
    throw new Error('the disk is full');
  });
  const appended = [opened.append(spansOf(1, ENOUGH)), opened.append(next)];
  const outcomes = await Promise.all(appended.map((it) => it.catch(String)));
  expect(outcomes).toEqual([
    expect.stringContaining('StoreUnavailable'),
    expect.stringContaining('StoreUnavailable'),
  ]);
  expect(statements).toEqual(['BEGIN', 'COMMIT']);
  expect(String(opened.failures[0])).toContain('the disk is full');
});

test('a late span that is encoded while the last summary of its old slice is stored is not lost', async () => {
  await opened.append([publish(1)]);
  clock.skip(86_400);
  const begun = gate();
  const held = session.parts.lane.run(() => begun.opened);
  const appended = [
    opened.append(spansOf(2, ENOUGH)),
    opened.append([{ ...publish(1), spanId: 'b'.repeat(16) }]),
  ];
  expect(await summarizer.runDue()).toBe(true);
  begun.open();
  await Promise.all([held, ...appended]);
  expect(session.slices.all).toHaveLength(2);
  await summarizer.runAll();
  expect(await opened.storedSpanCounts(1)).toEqual([2]);
  expect(session.slices.all[0]?.writing).toBeUndefined();
});

/** So many that a commit takes no other batch along. */
const ENOUGH = 6_000;

const spansOf = (trace: number, count: number): Span[] =>
  Array.from({ length: count }, (_, index) => ({
    ...publish(trace),
    spanId: (index + 1).toString(16).padStart(16, '0'),
  }));

const undecoded = (spans: readonly Span[]) => ({
  likelyCount: 1,
  decode: vi.fn(function* (): Steps<readonly Span[]> {
    yield;
    return spans;
  }),
});

const UNREADABLE = new Map([['a', 1]]);
UNREADABLE[Symbol.iterator] = () => {
  throw new Error('no such attribute');
};
