import { setImmediate as nextTurn } from 'node:timers/promises';
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
