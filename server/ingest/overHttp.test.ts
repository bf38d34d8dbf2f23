import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { afterEach, describe, expect, test } from 'vitest';
import { type AppendedSpans, decodedSpans } from '../stores/traceStore.ts';
import { importRoutes } from './importRoutes.ts';
import { DEFAULT_OTLP_LIMITS, otlpRoutes } from './otlpRoutes.ts';

const MEGABYTE = 1_000_000;
const LINE = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'a'.repeat(32)}","spanId":"${'b'.repeat(16)}"}]}]}]}\n`;

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(app: { fetch: Parameters<typeof serve>[0]['fetch'] }) {
  server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}

const collectingSink = () => {
  const counted = { spans: 0 };
  const append = async (appended: AppendedSpans) => {
    counted.spans += decodedSpans(appended).length;
  };
  return { counted, append };
};

describe('a refusal reaches a sender that is still sending', () => {
  test.each([
    ['a body far over the limit', 'application/x-protobuf', 413],
    ['a type we do not take', 'text/plain', 415],
  ])('%s', async (_, contentType, status) => {
    const limits = { ...DEFAULT_OTLP_LIMITS, maxBodyBytes: MEGABYTE };
    const { url } = await listen(otlpRoutes(collectingSink(), limits));
    const response = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(20 * MEGABYTE),
    });
    expect(response.status).toBe(status);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
  });

  test('a file that is none', async () => {
    const { url } = await listen(importRoutes(collectingSink(), () => undefined));
    const response = await fetch(`${url}/api/import`, {
      method: 'POST',
      body: new Uint8Array(20 * MEGABYTE).fill(0x61),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/not JSON/);
  });
});

test('a body that ends before its announced length does no harm', async () => {
  const sink = collectingSink();
  const { port, url } = await listen(otlpRoutes(sink));
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n${LINE}`,
  );
  await sleep(50);
  socket.destroy();
  await sleep(50);
  expect(sink.counted.spans).toBe(0);
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: LINE,
  });
  expect([response.status, sink.counted.spans]).toEqual([200, 1]);
});

test('imports whose senders went away make room for others', async () => {
  const failures: unknown[] = [];
  const { port, url } = await listen(
    importRoutes(collectingSink(), (cause) => failures.push(cause)),
  );
  const post = () => fetch(`${url}/api/import`, { method: 'POST', body: gzipSync(LINE) });
  const lines = LINE.repeat(5_000);
  const senders = [1, 2].map(() => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /api/import HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    socket.write(`${lines.length.toString(16)}\r\n${lines}\r\n`);
    return socket;
  });
  await expect.poll(async () => (await post()).status).toBe(503);
  for (const socket of senders) socket.destroy();
  await expect.poll(async () => (await post()).status).toBe(200);
  expect(failures).toEqual([]);
});
