import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { AppEnv } from './appEnv.ts';
import { errorAnswer } from './errorAnswer.ts';
import { createHttpServer, listen } from './httpServer.ts';
import { requestSignals } from './requestSignal.ts';
import { stopListening } from './shutdown.ts';

const silent = pino({ level: 'silent' });

async function serveSlow() {
  const signals = requestSignals(60_000);
  const app = new Hono<AppEnv>()
    .onError(errorAnswer(silent))
    .use(signals.middleware)
    .get('/quick', (c) => c.text('quick'))
    .get('/slow', async (c) => {
      await sleep(300);
      return c.text('slow');
    })
    .get('/endless', async (c) => {
      await sleep(60_000, undefined, { signal: c.var.signal });
      return c.text('never');
    });
  const parts = { fetch: app.fetch, request: app.request, signals };
  const server = createHttpServer(parts);
  const port = await listen(server, '127.0.0.1', 0);
  return { url: `http://127.0.0.1:${port}`, listening: { server, app: parts } };
}

test('a request at work finishes whole, and no new connection is taken', async () => {
  const { url, listening } = await serveSlow();
  await (await fetch(`${url}/quick`)).text();
  const slow = fetch(`${url}/slow`);
  await sleep(50);
  const stopped = stopListening([listening], { finishMs: 2_000, answerMs: 500 });
  await expect(fetch(`${url}/quick`)).rejects.toThrow();
  const answer = await slow;
  expect([answer.status, await answer.text()]).toEqual([200, 'slow']);
  await stopped;
});

test('one that does not finish is told to come back', async () => {
  const { url, listening } = await serveSlow();
  const endless = fetch(`${url}/endless`);
  await sleep(50);
  const stopped = stopListening([listening], { finishMs: 100, answerMs: 1_000 });
  const answer = await endless;
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await answer.json()).toMatchObject({ type: 'urn:hopscope:stopping' });
  await stopped;
});

test('idle kept-alive connections do not hold it up', async () => {
  const { url, listening } = await serveSlow();
  await (await fetch(`${url}/quick`)).text();
  // Waiting out this patience would time the test out.
  await stopListening([listening], { finishMs: 60_000, answerMs: 60_000 });
});
