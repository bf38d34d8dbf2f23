import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { emptyLayout } from '../../../../shared/columns/joinLayouts.ts';
import { OpenTraces } from './openTraces.ts';

const NEVER = new AbortController().signal;

test('the last rows of a large trace are on their way before anything else is computed', async () => {
  const trace = new OpenTraces().begin('1');
  const events: string[] = [];
  const drawing = (async () => {
    for await (const { count } of trace.follow(NEVER)) events.push(`${count} rows`);
    await nextTurn();
    events.push('sent');
  })();
  await nextTurn();
  trace.add(emptyLayout(50_000));
  trace.end('whole');
  await trace.letDraw(NEVER);
  events.push('drawn');
  await drawing;
  expect(events).toEqual(['50000 rows', 'sent', 'drawn']);
});

/** What is due first when a thousand rows are there, a reader comes and draws them, and more could be read. */
async function firstAfterBeginning(restCount: number): Promise<string> {
  const trace = new OpenTraces().begin('1');
  trace.add({ ...emptyLayout(1_000), restCount });
  const drawn = (async () => {
    await pause(30);
    await trace.follow(NEVER).next();
    await pause(70);
    return 'drawn';
  })();
  const readOn = trace.letDrawFirst(restCount, NEVER).then(() => 'read on');
  const first = await Promise.race([drawn, readOn]);
  await Promise.all([drawn, readOn]);
  return first;
}

test('the beginning of a large trace is drawn before the rest is read', async () => {
  expect(await firstAfterBeginning(99_000)).toBe('drawn');
});

test('a smaller one is read without waiting', async () => {
  expect(await firstAfterBeginning(9_000)).toBe('read on');
});
