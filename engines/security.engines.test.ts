import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorization } from './askEngine.ts';
import { hasSecurity, TESTED_ENGINES } from './catalog.ts';
import { hasSecurityPlugin } from './openSearchSecurity.ts';
import type { Credentials } from './security.ts';
import { type RunningEngine, startEngine } from './startEngine.ts';

const READER: Credentials = { username: 'reader', password: 'only-looks' };
const ROLES = {
  'span-reader': {
    indices: [{ names: ['*jaeger-span-*'], privileges: ['read', 'view_index_metadata'] }],
  },
};

const PLUGIN_ROLES = {
  'span-reader': {
    cluster_permissions: ['cluster_composite_ops_ro'],
    index_permissions: [{ index_patterns: ['*jaeger-span-*'], allowed_actions: ['read'] }],
  },
};

const SECURED = TESTED_ENGINES.filter(
  (release) => hasSecurity(release) || hasSecurityPlugin(release),
).map((release) => [`${release.name}@${release.version}`, release] as const);

describe.each(SECURED)('%s with users and roles', (_, release) => {
  let engine: RunningEngine;

  beforeAll(async () => {
    const users = [{ ...READER, roles: ['span-reader'] }];
    const roles = hasSecurity(release) ? ROLES : PLUGIN_ROLES;
    engine = await startEngine({ ...release, security: { roles, users } });
    for (const index of ['jaeger-span-2026-01-01', 'payroll']) {
      expect(await statusOf(engine.credentials, 'PUT', `/${index}/_doc/1?refresh=true`)).toBe(201);
    }
  });

  afterAll(() => engine?.stop());

  test('a narrow role reads its indices and nothing else', async () => {
    const asked = {
      search: await statusOf(READER, 'POST', '/jaeger-span-*/_search'),
      'field names': await statusOf(READER, 'POST', '/jaeger-span-*/_field_caps?fields=*'),
      'other index': await statusOf(READER, 'POST', '/payroll/_search'),
      nodes: await statusOf(READER, 'GET', '/_nodes'),
      write: await statusOf(READER, 'PUT', '/jaeger-span-2026-01-01/_doc/2'),
    };
    expect(asked).toEqual({
      search: 200,
      'field names': 200,
      'other index': 403,
      nodes: 403,
      write: 403,
    });
  });

  test('a wrong password and none are refused', async () => {
    const wrong = { ...READER, password: 'guessed' };
    expect(await statusOf(wrong, 'POST', '/jaeger-span-*/_search')).toBe(401);
    expect(await statusOf(undefined, 'POST', '/jaeger-span-*/_search')).toBe(401);
  });

  async function statusOf(
    credentials: Credentials | undefined,
    method: string,
    path: string,
  ): Promise<number> {
    const answer = await fetch(engine.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...authorization(credentials) },
      ...(method !== 'GET' && { body: '{}' }),
    });
    await answer.body?.cancel();
    return answer.status;
  }
});

test('an engine without a security module says so instead of letting everybody in', async () => {
  const start = startEngine({ name: 'opensearch', version: '1.3.20', security: {} });
  await expect(start).rejects.toThrow('users and roles need Elasticsearch 8');
});
