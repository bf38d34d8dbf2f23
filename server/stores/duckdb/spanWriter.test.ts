import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from './session.ts';
import { Summarizer } from './summarizer.ts';
import type { TestClock } from './testing/openTestStore.ts';
import { gate, hold, publish, TestSession } from './testing/testSession.ts';

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

test('a batch that cannot be written is refused when nothing is under way any more', async () => {
  const begins = gate();
  await opened.append([publish(1)]);
  const statements = hold(session.parts.connection, begins.opened);
  const attributes = new Map([['a', 1]]);
  attributes[Symbol.iterator] = () => {
    throw new Error('no such attribute');
  };
  const refused = opened.append([{ ...publish(2), attributes }]).catch(String);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(statements).toEqual(['BEGIN']);
  expect(opened.failures).toEqual([]);
  begins.open();
  expect(await refused).toContain('StoreUnavailable');
  expect(String(opened.failures[0])).toContain('no such attribute');
  await expect(session.parts.lane.run(async () => undefined)).rejects.toThrow('no such attribute');
});
