import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { AppEnv } from './appEnv.ts';
import { errorAnswer } from './errorAnswer.ts';
import { createHttpServer, listen } from './httpServer.ts';
import { requestSignals } from './requestSignal.ts';

/** A route that works until its signal fires, and notes when that was. */
async function serveWork(deadlineMs: number) {
  const signals = requestSignals(deadlineMs);
  const stoppedAtMs: number[] = [];
  const work = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        stoppedAtMs.push(performance.now());
        reject(signal.reason);
      });
    });
  const app = new Hono<AppEnv>()
    .onError(errorAnswer(pino({ level: 'silent' })))
    .use(signals.middleware)
    .get('/', (c) => work(c.var.signal))
    .post('/', (c) => work(c.var.signal));
  const server = createHttpServer({ fetch: app.fetch, request: app.request, signals });
  const port = await listen(server, '127.0.0.1', 0);
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { app, port, signals, stoppedAtMs, close };
}

test('a client that goes away stops the work, and nothing stays behind', async () => {
  const { port, stoppedAtMs, signals, close } = await serveWork(60_000);
  for (let i = 0; i < 50; i++) {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    });
    await expect.poll(() => signals.pendingCount(), { interval: 2 }).toBe(1);
    socket.destroy();
    await expect.poll(() => stoppedAtMs.length, { interval: 2 }).toBe(i + 1);
    await expect.poll(() => signals.pendingCount(), { interval: 2 }).toBe(0);
  }
  close();
});

test('a read that takes too long is ended and told so', async () => {
  const { app, close } = await serveWork(30);
  const answer = await app.request('/');
  expect([answer.status, await answer.json()]).toMatchObject([
    504,
    { type: 'urn:hopscope:too-slow' },
  ]);
  close();
});

test('a change has no deadline', async () => {
  const { app, signals, close } = await serveWork(30);
  const answer = app.request('/', { method: 'POST' });
  await sleep(100);
  expect(signals.pendingCount()).toBe(1);
  signals.abortAll(new Error('end of the test'));
  await answer;
  close();
});
