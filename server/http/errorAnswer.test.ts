import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { EngineUnavailable, StoreUnavailable } from '../stores/traceStore.ts';
import type { AppEnv } from './appEnv.ts';
import { errorAnswer } from './errorAnswer.ts';

/** The line that is logged when a request fails so, and what its sender is told. */
async function failing(error: Error) {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(line) });
  const app = new Hono<AppEnv>().onError(errorAnswer(log)).get('/', () => {
    throw error;
  });
  const answer = await app.request('/');
  return { status: answer.status, said: await answer.json(), logged: JSON.parse(lines[0] ?? '{}') };
}

const SILENT = 'The engine did not answer within 10 s.';

test.each([
  ['nothing', undefined, SILENT],
  ['an error without words', new Error(''), SILENT],
  ['one reason', new Error('connect ECONNREFUSED'), `${SILENT} (connect ECONNREFUSED)`],
  [
    'a reason for each address',
    new AggregateError([new Error('refused at ::1'), new Error('refused at 127.0.0.1')]),
    `${SILENT} (refused at ::1; refused at 127.0.0.1)`,
  ],
])('an engine that fails of %s is one line without a stack', async (_, cause, reason) => {
  const { status, said, logged } = await failing(new EngineUnavailable(SILENT, { cause }));
  expect(status).toBe(503);
  expect(said).toMatchObject({ detail: SILENT });
  expect(logged).toMatchObject({ reason });
  expect(logged).not.toHaveProperty('err');
});

test('what another store fails of is in the log alone, whole', async () => {
  const { said, logged } = await failing(new StoreUnavailable('IO error: /var/lib/x'));
  expect(JSON.stringify(said)).not.toContain('/var/lib/x');
  expect(logged).toMatchObject({ err: { message: 'IO error: /var/lib/x' } });
});
