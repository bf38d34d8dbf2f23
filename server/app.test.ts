import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeJaegerJson } from '../shared/formats/encodeJaegerJson.ts';
import { createApp, createOtlpApp } from './app.ts';
import { SECURITY_HEADERS } from './security/headers.ts';
import { readAccess } from './security/readAccess.ts';
import { StoreUnavailable } from './stores/traceStore.ts';
import { message, messageId } from './testing/messages.ts';
import { openTestApp, type TestApp } from './testing/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(message(0));
});

afterAll(() => app.close());

function accessWith(tokens: Record<string, 'viewer' | 'operator'>) {
  const file = Object.entries(tokens).map(([token, role]) => ({
    name: `${role}-of-the-test`,
    role,
    sha256: createHash('sha256').update(token).digest('hex'),
  }));
  const access = readAccess(
    { host: '0.0.0.0', allowAnonymous: 'off', tokensFile: 'tokens.json' },
    () => JSON.stringify(file),
  );
  if (!access.ok) throw new Error(access.error);
  return access.value;
}

const SPANS = JSON.stringify({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: 'ab'.repeat(16),
              spanId: 'cd'.repeat(8),
              name: 'x',
              startTimeUnixNano: '1767225600000000000',
              endTimeUnixNano: '1767225600000001000',
            },
          ],
        },
      ],
    },
  ],
});

const post = (headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: SPANS,
  headers: { 'content-type': 'application/json', ...headers },
});

describe('every answer', () => {
  test.each([
    ['GET', '/api/search', 200],
    ['GET', '/api/search?limit=0', 400],
    ['GET', '/health/live', 200],
    ['GET', '/metrics', 200],
    ['GET', '/nope', 404],
    ['POST', '/api/search', 405],
    ['OPTIONS', '/api/search', 204],
    ['GET', '/api/x%5Cy', 400],
    ['GET', `/api/traces/${messageId(0)}/columns`, 200],
    ['GET', `/api/traces/${messageId(0)}/export`, 200],
    ['GET', '/v1/traces', 405],
  ])('%s %s (%i) has the security headers', async (method, address, status) => {
    const answer = await app.app.request(address, { method });
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(answer.headers.get(name)).toBe(value);
    }
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  test('the policy allows nothing unsafe', () => {
    const policy = SECURITY_HEADERS['content-security-policy'] ?? '';
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toMatch(/trusted-types [a-z-]+$/);
  });

  test('HEAD is GET without a body', async () => {
    const answer = await app.app.request('/api/search', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  test("keeps the caller's request id when it is harmless", async () => {
    const idOf = async (given: string) =>
      (await app.get('/health/live', { 'x-request-id': given })).headers.get('x-request-id');
    expect(await idOf('trace-7.a')).toBe('trace-7.a');
    expect(await idOf('a b')).not.toBe('a b');
    expect(await idOf('x'.repeat(65))).toHaveLength(36);
  });
});

describe('compression', () => {
  test('is negotiated for whole answers worth it', async () => {
    const encodingOf = async (address: string, accept: string) =>
      (await app.get(address, { 'accept-encoding': accept })).headers.get('content-encoding');
    expect(await encodingOf('/api/openapi.json', 'gzip, br')).toBe('br');
    expect(await encodingOf('/api/openapi.json', 'gzip')).toBe('gzip');
    expect(await encodingOf('/api/openapi.json', 'identity')).toBeNull();
    expect(await encodingOf('/health/live', 'gzip, br')).toBeNull();
  });
});

describe('errors', () => {
  test('of our own tell where to look and nothing else', async () => {
    const describe = () => Promise.reject(new Error('password=hunter2 at /srv/secret.ts:1'));
    const store = Object.assign(Object.create(app.store), { describe });
    const answer = await createApp({ ...app.parts, store }).request('/api/source');
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toMatch(/hunter2|secret|\.ts/);
    expect(JSON.parse(text).requestId).toBe(answer.headers.get('x-request-id'));
  });

  test('of the store are 503 with a time to come back', async () => {
    const describe = () => Promise.reject(new StoreUnavailable('disk at /srv/data'));
    const store = Object.assign(Object.create(app.store), { describe });
    const answer = await createApp({ ...app.parts, store }).request('/api/source');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.text()).not.toContain('/srv');
  });

  test('a known path with another method says which ones it takes', async () => {
    const answer = await app.app.request('/api/search', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('hosts', () => {
  test('a foreign name in Host is refused everywhere', async () => {
    for (const address of ['/', '/api/search', '/health/live', '/metrics', '/nope']) {
      const answer = await app.get(address, { host: 'rebound.example' });
      expect([address, answer.status]).toEqual([address, 403]);
    }
    const write = await app.app.request('/v1/traces', post({ host: 'rebound.example' }));
    expect(write.status).toBe(403);
  });
});

describe('roles', () => {
  const guarded = () =>
    createApp({ ...app.parts, access: accessWith({ see: 'viewer', do: 'operator' }) });
  const as = (token: string) => ({ authorization: `Bearer ${token}` });

  test('nobody comes in without a token, except to ask for health', async () => {
    const app = guarded();
    for (const address of [
      '/api/search',
      '/api/source',
      '/api/openapi.json',
      '/metrics',
      '/api/nope',
    ]) {
      expect([address, (await app.request(address)).status]).toEqual([address, 401]);
    }
    expect((await app.request('/v1/traces', post())).status).toBe(401);
    expect((await app.request('/health/ready')).status).toBe(200);
    const challenge = (await app.request('/api/source')).headers.get('www-authenticate');
    // Chromium looks at the first challenge of a line only.
    expect(challenge).toMatch(/^Basic realm=.*, Bearer realm=/);
  });

  test('a viewer reads, an operator also writes', async () => {
    const app = guarded();
    expect((await app.request('/api/search', { headers: as('see') })).status).toBe(200);
    const source = await app.request('/api/source', { headers: as('see') });
    expect(await source.json()).toMatchObject({ role: 'viewer' });
    expect((await app.request('/v1/traces', post(as('see')))).status).toBe(403);
    expect((await app.request('/v1/traces', post(as('do')))).status).toBe(200);
  });

  test('a wrong token is never told back', async () => {
    const answer = await guarded().request('/api/source', { headers: as('hunter2') });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('hunter2');
  });
});

describe('imports', () => {
  const file = (headers: Record<string, string> = {}) => ({
    method: 'POST',
    body: encodeJaegerJson(message(5)),
    headers: { 'content-type': 'application/json', 'x-hopscope': '1', ...headers },
  });

  test('from the own page, and from programs that know the header', async () => {
    const own = { host: 'localhost:4100', origin: 'http://localhost:4100' };
    expect((await app.app.request('/api/import', file(own))).status).toBe(200);
    expect((await app.app.request('/api/import', file())).status).toBe(200);
  });

  test.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'http://localhost:8080', host: 'localhost:4100' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'x-hopscope': '' }, 403],
    [{ 'content-type': 'text/plain' }, 415],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ])('%j is refused: %i', async (headers, status) => {
    const answer = await app.app.request('/api/import', file(headers));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
  });

  test('need an operator', async () => {
    const access = accessWith({ see: 'viewer', do: 'operator' });
    const guarded = createApp({ ...app.parts, access });
    const as = (token: string) => file({ authorization: `Bearer ${token}` });
    expect((await guarded.request('/api/import', as('see'))).status).toBe(403);
    expect((await guarded.request('/api/import', as('do'))).status).toBe(200);
  });
});

describe('the OTLP port', () => {
  test('takes spans and nothing else', async () => {
    const otlp = createOtlpApp(app.parts);
    expect((await otlp.request('/v1/traces', post())).status).toBe(200);
    for (const address of ['/', '/api/search', '/api/source', '/metrics', '/health/live']) {
      expect([address, (await otlp.request(address)).status]).toEqual([address, 404]);
    }
  });

  test('asks for a token where callers must be known', async () => {
    const otlp = createOtlpApp({ ...app.parts, access: accessWith({ do: 'operator' }) });
    expect((await otlp.request('/v1/traces', post())).status).toBe(401);
    expect((await otlp.request('/v1/traces', post({ authorization: 'Bearer do' }))).status).toBe(
      200,
    );
  });

  test.each([
    ['no token', {}, 401, 16, /^Authentication is needed: /],
    ['a viewer', { authorization: 'Bearer see' }, 403, 7, /^Not allowed for this role: /],
    ['a foreign host', { host: 'rebound.example' }, 403, 7, /HOPSCOPE_ALLOWED_HOSTS/],
  ] as const)('refuses %s in the terms of OTLP', async (_, headers, status, code, message) => {
    const access = accessWith({ see: 'viewer', do: 'operator' });
    for (const { request } of [createOtlpApp, createApp].map((a) => a({ ...app.parts, access }))) {
      const asJson = await request('/v1/traces', post(headers));
      expect([asJson.status, asJson.headers.get('content-type')]).toEqual([
        status,
        'application/json',
      ]);
      expect(await asJson.json()).toEqual({ code, message: expect.stringMatching(message) });

      const type = 'application/x-protobuf';
      const asBytes = await request('/v1/traces', post({ ...headers, 'content-type': type }));
      expect([asBytes.status, asBytes.headers.get('content-type')]).toEqual([status, type]);
      // Status{code: field 1, message: field 2}
      const [codeTag, codeByte, messageTag] = new Uint8Array(await asBytes.arrayBuffer());
      expect([codeTag, codeByte, messageTag]).toEqual([0x08, code, 0x12]);
    }
  });

  test('tells an exporter how to authenticate', async () => {
    const otlp = createOtlpApp({ ...app.parts, access: accessWith({ do: 'operator' }) });
    const answer = await otlp.request('/v1/traces', post());
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('knows no base path', async () => {
    const otlp = createOtlpApp({ ...app.parts, basePath: '/hop' });
    expect((await otlp.request('/v1/traces', post())).status).toBe(200);
  });
});

describe('a base path', () => {
  const below = () => createApp({ ...app.parts, basePath: '/ops/hop' });

  test('holds everything', async () => {
    const app = below();
    expect((await app.request('/ops/hop/api/search')).status).toBe(200);
    expect((await app.request('/ops/hop/health/live')).status).toBe(200);
    expect((await app.request('/ops/hop/v1/traces', post())).status).toBe(200);
    for (const address of ['/', '/api/search', '/health/live', '/ops/hopscotch/api/search']) {
      expect([address, (await app.request(address)).status]).toEqual([address, 404]);
    }
  });

  test('without its slash leads to itself', async () => {
    const answer = await below().request('/ops/hop');
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '/ops/hop/']);
  });

  test('protects what is below it', async () => {
    const guarded = createApp({
      ...app.parts,
      basePath: '/ops/hop',
      access: accessWith({ do: 'operator' }),
    });
    expect((await guarded.request('/ops/hop/api/source')).status).toBe(401);
    expect((await guarded.request('/ops/hop/metrics')).status).toBe(401);
  });
});

test('hostile parameter names pollute nothing', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__proto__[x]']) {
    const answer = await app.get(`/api/search?${encodeURIComponent(name)}=polluted`);
    expect([200, 400]).toContain(answer.status);
  }
  expect('polluted' in {}).toBe(false);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
