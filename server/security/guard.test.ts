import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpServer, listen } from '../http/httpServer.ts';
import { rawRequest } from '../testing/rawRequest.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let app: TestApp;
let server: Server;
let port = 0;

beforeAll(async () => {
  app = await openTestApp();
  server = createHttpServer(app.app);
  port = await listen(server, '127.0.0.1', 0);
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await app.close();
});

const send = (requestLine: string, ...headers: string[]) =>
  rawRequest(
    port,
    [requestLine, 'host: localhost', ...headers, 'connection: close', '', ''].join('\r\n'),
  );

const statusOf = async (...request: Parameters<typeof send>) =>
  Number(/^HTTP\/1.1 (\d+)/.exec(await send(...request))?.[1]);

// As bytes on a socket: every client library tidies a path before it is sent.
test.each([
  '//api/search',
  '/api//search',
  '/api/../metrics',
  '/api/%2e%2e/metrics',
  '/api/%2E%2E%2Fmetrics',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/assets/..%5c..%5cpackage.json',
  '/api/search%00',
  '/api/%c0%ae%c0%ae/metrics',
  '/api/%zz',
  '/api\\search',
  'http://evil.example/api/search',
  'api/search',
])('the path %s is refused before it is routed', async (path) => {
  const answer = await send(`GET ${path} HTTP/1.1`);
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer).toContain('application/problem+json');
});

test.each([
  ['GET /api/search?q=a//b HTTP/1.1', 200],
  ['GET /api/fields/a%2Fb/values HTTP/1.1', 200],
  ['HEAD /api/search HTTP/1.1', 200],
  ['OPTIONS /api/search HTTP/1.1', 204],
  ['PUT /api/search HTTP/1.1', 405],
  ['PATCH /api/search HTTP/1.1', 405],
  ['TRACE /api/search HTTP/1.1', 405],
  ['PROPFIND /api/search HTTP/1.1', 405],
  ['DELETE /nope HTTP/1.1', 404],
])('%s is %i', async (requestLine, status) => {
  expect(await statusOf(requestLine)).toBe(status);
});

test.each([
  '00-zz-zz-zz',
  '00-00000000000000000000000000000000-0000000000000000-00',
  'x'.repeat(5_000),
])('a malformed traceparent changes nothing: %s', async (traceparent) => {
  expect(await statusOf('GET /api/search HTTP/1.1', `traceparent: ${traceparent}`)).toBe(200);
});

test('a form of a foreign page changes nothing', async () => {
  const body = 'x=1';
  const answer = await rawRequest(
    port,
    [
      'POST /api/import HTTP/1.1',
      'host: localhost',
      'origin: https://evil.example',
      'content-type: application/x-www-form-urlencoded',
      `content-length: ${body.length}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
});

test('a rebound name reaches nothing', async () => {
  const answer = await rawRequest(
    port,
    'GET /api/search HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
});
