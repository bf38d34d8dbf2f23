import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { healthSchema, sourceSchema } from '../../shared/api/answerSchemas.ts';
import { encodeJaegerJson } from '../../shared/formats/encodeJaegerJson.ts';
import { encodeOtlpJson } from '../../shared/formats/encodeOtlpJson.ts';
import { createApp } from '../app.ts';
import { message, messageId } from '../testing/messages.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(message(0));
});

afterAll(() => app.close());

test('the source says what is behind the page and what the caller may do', async () => {
  const source = sourceSchema.parse(await app.getJson('/api/source'));
  expect(source).toMatchObject({ store: { kind: 'embedded', state: 'ok' }, role: 'operator' });
});

test('the page asks for the source again and again, and gets it when it has changed', async () => {
  const tag = (await app.get('/api/source')).headers.get('etag') ?? '';
  expect((await app.get('/api/source', { 'if-none-match': tag })).status).toBe(304);
  await app.put(message(9));
  expect((await app.get('/api/source', { 'if-none-match': tag })).status).toBe(200);
});

describe('health', () => {
  test('alive and ready, with the state of the store', async () => {
    expect(healthSchema.parse(await app.getJson('/health/live'))).toEqual({ status: 'alive' });
    expect(healthSchema.parse(await app.getJson('/health/ready'))).toEqual({
      status: 'ready',
      store: { kind: 'embedded', state: 'ok' },
    });
  });

  test('not ready once it stops', async () => {
    const stopping = createApp({ ...app.parts, isStopping: () => true });
    const answer = await stopping.request('/health/ready');
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'stopping' }]);
    expect((await stopping.request('/health/live')).status).toBe(200);
  });

  test('a store that fails leaves the pages served', async () => {
    const describe = () => Promise.reject(new Error('secret'));
    const store = Object.assign(Object.create(app.store), { describe });
    const answer = await createApp({ ...app.parts, store }).request('/health/ready');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        status: 'ready',
        store: { kind: 'unknown', state: 'down', reason: 'The store does not answer.' },
      },
    ]);
  });
});

describe('metrics', () => {
  test('count requests by route, never by path', async () => {
    await app.get('/api/traces/ffff');
    await app.get('/api/traces/fffe');
    const text = await (await app.get('/metrics')).text();
    expect(text).toMatch(
      /hopscope_http_requests_total\{method="GET",route="\/api\/traces\/:traceId",status="404"\} 2/,
    );
    expect(text).toContain('process_resident_memory_bytes');
  });

  test('labels stay bounded whatever is asked', async () => {
    for (let i = 0; i < 30; i++) {
      await app.app.request(`/nope/${i}`, { method: `X${i}` });
      await app.get(`/${i}`);
    }
    const text = await (await app.get('/metrics')).text();
    const methods = new Set(Array.from(text.matchAll(/method="(\w+)"/g), ([, method]) => method));
    expect(methods.size).toBeLessThanOrEqual(10);
    expect(text).not.toContain('nope');
  });
});

describe('the document', () => {
  const documentSchema = z.object({
    openapi: z.string(),
    servers: z.array(z.object({ url: z.string() })),
    paths: z.record(
      z.string(),
      z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })),
    ),
  });
  const answerSchema = z.object({ content: z.record(z.string(), z.unknown()) });
  const read = async () => documentSchema.parse(await app.getJson('/api/openapi.json'));

  test('has every route there is', async () => {
    const { paths, openapi } = await read();
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).sort()).toMatchInlineSnapshot(`
      [
        "/api/breakdown",
        "/api/facets",
        "/api/fields",
        "/api/fields/{field}/values",
        "/api/histogram",
        "/api/import",
        "/api/openapi.json",
        "/api/search",
        "/api/source",
        "/api/traces/{traceId}",
        "/api/traces/{traceId}/columns",
        "/api/traces/{traceId}/export",
        "/api/traces/{traceId}/matches",
        "/api/traces/{traceId}/spans/{spanId}",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/v1/traces",
      ]
    `);
  });

  test('every documented read answers as documented', async () => {
    const { paths } = await read();
    for (const [path, methods] of Object.entries(paths)) {
      const get = methods.get;
      if (get === undefined) continue;
      const address = path
        .replace('{traceId}', messageId(0))
        .replace('{spanId}', '1')
        .replace('{field}', 'device');
      const answer = await app.get(`${address}${path === '/api/breakdown' ? '?by=device' : ''}`);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(Object.keys(get.responses)).toContain('200');
    }
  });

  test('and every documented change', async () => {
    const body = encodeJaegerJson(message(1));
    const headers = { 'content-type': 'application/json', 'x-hopscope': '1' };
    const imported = await app.app.request('/api/import', { method: 'POST', body, headers });
    expect([imported.status, await imported.text()]).toEqual([
      200,
      expect.stringContaining('"spans":5'),
    ]);
    const otlp = { method: 'POST', body: encodeOtlpJson(message(2)), headers };
    expect((await app.app.request('/v1/traces', otlp)).status).toBe(200);
  });

  test('says what the guards answer, and how', async () => {
    const { paths } = await read();
    const guarded = createApp({ ...app.parts, access: {} });
    for (const [path, methods] of Object.entries(paths)) {
      for (const [name, { responses }] of Object.entries(methods)) {
        const method = name.toUpperCase();
        const nobody = await guarded.request(path, { method });
        const isOpen = path.startsWith('/health/');
        expect([path, nobody.status]).toEqual([path, isOpen ? 200 : 401]);
        const foreign = await app.app.request(path, { method, headers: { host: 'evil.example' } });
        for (const answer of isOpen ? [foreign] : [nobody, foreign]) {
          const type = answer.headers.get('content-type') ?? '';
          const documented = answerSchema.parse(responses[answer.status]);
          expect([path, answer.status, Object.keys(documented.content)]).toEqual([
            path,
            answer.status,
            expect.arrayContaining([type]),
          ]);
        }
      }
    }
  });

  test('is not sent twice', async () => {
    const tag = (await app.get('/api/openapi.json')).headers.get('etag') ?? '';
    expect((await app.get('/api/openapi.json', { 'if-none-match': tag })).status).toBe(304);
  });

  test('says where the base path is', async () => {
    const below = createApp({ ...app.parts, basePath: '/hop' });
    const document = await (await below.request('/hop/api/openapi.json')).json();
    expect(documentSchema.parse(document).servers).toEqual([{ url: '/hop' }]);
  });
});
