import type { Server } from 'node:http';
import { Hono } from 'hono';
import { afterEach, expect, test } from 'vitest';
import { rawRequest } from '../testing/rawRequest.ts';
import type { AppEnv } from './appEnv.ts';
import { createHttpServer, listen } from './httpServer.ts';
import { requestSignals } from './requestSignal.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(app: Hono<AppEnv>): Promise<number> {
  const server = createHttpServer({
    fetch: app.fetch,
    request: app.request,
    signals: requestSignals(1_000),
  });
  servers.push(server);
  return await listen(server, '127.0.0.1', 0);
}

const hello = () => new Hono<AppEnv>().get('/', (c) => c.text('hello'));

test.each([
  ['GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n', 400],
  ['GET / HTTP/1.1\r\nhost: x@y\r\nconnection: close\r\n\r\n', 400],
  ['GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
  ['GET /\r\n\r\n', 400],
  ['no http at all\r\n\r\n', 400],
  [`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(65_536)}\r\n\r\n`, 431],
])(
  'what never becomes a request is answered as a problem, with the security headers',
  async (text, status) => {
    const answer = await rawRequest(await serve(hello()), text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain("content-security-policy: default-src 'none'");
    expect(answer).toContain('"type":"urn:hopscope:');
  },
);

test('500 headers are taken', async () => {
  const many = Array.from({ length: 500 }, (_, index) => `x-${index}: 1\r\n`).join('');
  const port = await serve(hello());
  const text = `GET / HTTP/1.1\r\nhost: localhost\r\n${many}connection: close\r\n\r\n`;
  expect(await rawRequest(port, text)).toContain('hello');
});

test('a port in use is an error with its code', async () => {
  const port = await serve(hello());
  const second = createHttpServer({
    fetch: hello().fetch,
    request: hello().request,
    signals: requestSignals(1_000),
  });
  await expect(listen(second, '127.0.0.1', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
