import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { rawRequest } from '../testing/rawRequest.ts';
import type { AppEnv } from './appEnv.ts';
import { errorAnswer } from './errorAnswer.ts';
import { createHttpServer, listen } from './httpServer.ts';
import { requestSignals } from './requestSignal.ts';
import { streamBody } from './streamBody.ts';

// Random, or compression would squeeze a whole stream into the socket's buffers.
const CHUNK = randomBytes(65_536);

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Produced {
  count: number;
  hasEnded: boolean;
}

async function* chunks(upTo: number, produced: Produced, failAt = Number.POSITIVE_INFINITY) {
  try {
    for (let i = 0; i < upTo; i++) {
      if (i === failAt) throw new Error('secret reason');
      produced.count++;
      yield CHUNK;
    }
  } finally {
    produced.hasEnded = true;
  }
}

function streaming(upTo: number, failAt?: number) {
  const produced: Produced = { count: 0, hasEnded: false };
  const signals = requestSignals(60_000);
  const app = new Hono<AppEnv>()
    .onError(errorAnswer(pino({ level: 'silent' })))
    .use(signals.middleware)
    .get('/', (c) =>
      streamBody(c, chunks(upTo, produced, failAt), {
        headers: { 'content-type': 'application/octet-stream' },
        flushesEachChunk: true,
      }),
    );
  return { app, produced, signals };
}

async function serve({ app, signals }: ReturnType<typeof streaming>): Promise<number> {
  server = createHttpServer({ fetch: app.fetch, request: app.request, signals });
  return await listen(server, '127.0.0.1', 0);
}

test('the encoding is negotiated and the whole body arrives', async () => {
  const { app } = streaming(3);
  const plain = await app.request('/');
  expect(plain.headers.get('content-encoding')).toBe('identity');
  expect((await plain.arrayBuffer()).byteLength).toBe(3 * CHUNK.length);
  const zipped = await app.request('/', { headers: { 'accept-encoding': 'gzip' } });
  expect(gunzipSync(await zipped.arrayBuffer()).length).toBe(3 * CHUNK.length);
});

test('a failure before the first chunk is a proper answer', async () => {
  const answer = await streaming(3, 0).app.request('/');
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret');
});

test('a failure later cuts the connection: a short body never looks whole', async () => {
  const port = await serve(streaming(3, 2));
  const text = await rawRequest(port, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  expect(text).toContain('HTTP/1.1 200');
  expect(text).not.toContain('secret');
  expect(text.endsWith('0\r\n\r\n')).toBe(false);
});

test.each(['identity', 'gzip'])(
  'a reader that pauses holds the source back (%s)',
  async (encoding) => {
    const stream = streaming(2_000);
    const port = await serve(stream);
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET / HTTP/1.1\r\nhost: localhost\r\naccept-encoding: ${encoding}\r\n\r\n`);
      socket.pause();
    });
    await untilStill(() => stream.produced.count);
    expect(stream.produced.count).toBeLessThan(500);
    socket.destroy();
  },
);

async function untilStill(read: () => number): Promise<void> {
  for (let before = -1; before !== read(); await sleep(200)) before = read();
}

test('a reader that leaves ends the source', async () => {
  const stream = streaming(1_000_000);
  const port = await serve(stream);
  const socket = connect(port, '127.0.0.1', () => {
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n\r\n');
  });
  await sleep(100);
  socket.destroy();
  await sleep(200);
  expect(stream.produced.hasEnded).toBe(true);
});

test.each(['identity', 'gzip', 'br'])(
  'a body that nobody reads is ended (%s)',
  async (encoding) => {
    const headers = { 'accept-encoding': encoding };
    const cancelled = streaming(1_000);
    await (await cancelled.app.request('/', { headers })).body?.cancel();
    expect(cancelled.produced.hasEnded).toBe(true);
    const head = streaming(1_000);
    const answer = await head.app.request('/', { method: 'HEAD', headers });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(head.produced.hasEnded).toBe(true);
  },
);
