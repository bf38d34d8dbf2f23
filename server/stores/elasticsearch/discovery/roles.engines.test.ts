import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askEngine } from '../../../../engines/askEngine.ts';
import { hasSecurity, TESTED_ENGINES } from '../../../../engines/catalog.ts';
import { type RunningEngine, startEngine } from '../../../../engines/startEngine.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { firstOf } from '../engine/json.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { DiscoveredSource } from './discoveredSource.ts';

const SIGNAL = new AbortController().signal;
const PASSWORD = 'only-looks';
const READ = ['read', 'view_index_metadata'];

/** What each user may do; the user is named after the role. */
const ROLES = {
  reader: { indices: [{ names: ['*jaeger-span-*'], privileges: READ }] },
  searcher: { indices: [{ names: ['*jaeger-span-*'], privileges: ['read'] }] },
  tenant: { indices: [{ names: ['north-jaeger-span-*'], privileges: READ }] },
  partial: {
    indices: [
      { names: ['jaeger-span-2026-01-01'], privileges: READ },
      { names: ['jaeger-span-*'], privileges: ['view_index_metadata'] },
    ],
  },
  renamed: { indices: [{ names: ['traces-*'], privileges: READ }] },
  stranger: { indices: [{ names: ['payroll'], privileges: READ }] },
};

const secured = TESTED_ENGINES.filter(hasSecurity).map(
  ({ name, version }) => [name, version] as const,
);

describe.each(secured)('%s %s with users and roles', (name, version) => {
  let engine: RunningEngine;
  const sources: DiscoveredSource[] = [];

  beforeAll(async () => {
    const users = Object.keys(ROLES).map((role) => ({
      username: role,
      password: PASSWORD,
      roles: [role],
    }));
    engine = await startEngine({ name, version, security: { roles: ROLES, users } });
    const asAdmin = {
      prefix: '',
      created: new Set<string>(),
      ask: (method: string, path: string, body?: object) => askEngine(engine, method, path, body),
    };
    const indices = [
      { date: '2026-01-01' },
      { date: '2026-01-02' },
      { date: '000001', prefix: 'north' },
      { date: '', name: 'traces-a', aliases: { 'traces-read': {} } },
      { date: '', name: 'traces-b', aliases: { 'traces-read': {} } },
    ];
    for (const index of indices) {
      const created = await putSpanIndex(asAdmin, { variant: 'jaeger-2.13', ...index });
      const document = { traceID: created, startTime: 1, process: { serviceName: 's' } };
      await askEngine(engine, 'PUT', `/${created}/_doc/1?refresh=true`, document);
    }
  });

  afterAll(async () => {
    for (const source of sources) await source.close();
    await engine?.stop();
  });

  function sourceOf(username: string | undefined, password = PASSWORD): DiscoveredSource {
    const client = new EngineClient({
      urls: [new URL(engine.url)],
      ...(username !== undefined && {
        credentials: { kind: 'basic' as const, username, password },
      }),
    });
    const source = new DiscoveredSource(client);
    sources.push(source);
    return source;
  }

  /** What is read, what is found there, and what the badge says of it. */
  async function seenBy(username: string): Promise<string> {
    const source = sourceOf(username);
    const { indices, call } = await source.begin(SIGNAL);
    const { hits } = await call.search({
      indices: indices.spans,
      body: { docvalue_fields: [indices.fields.traceId], sort: [indices.fields.traceId] },
    });
    const { notes } = call.completeness();
    const { state, reason = '' } = await source.describe(SIGNAL);
    const found = hits.map(({ fields }) => firstOf(fields, indices.fields.traceId)).join(' ');
    return [indices.spans, found, notes.join(' '), state, reason].join(' | ');
  }

  const ALL = 'jaeger-span-*,-jaeger-span-archive*';

  test('reading spans and their metadata is enough', async () => {
    expect(await seenBy('reader')).toBe(
      `${ALL} | jaeger-span-2026-01-01 jaeger-span-2026-01-02 |  | ok | `,
    );
    const source = sourceOf('reader');
    await source.begin(SIGNAL);
    const { title, details } = await source.describe(SIGNAL);
    expect(title).toBe(`Elasticsearch ${Number.parseInt(version, 10)}.x`);
    expect(details).toContainEqual({ label: 'Other prefixes, not shown', value: 'north' });
  });

  test('reading spans alone is enough as well', async () => {
    expect(await seenBy('searcher')).toBe(
      `${ALL} | jaeger-span-2026-01-01 jaeger-span-2026-01-02 |  | ok | `,
    );
  });

  test('an engine that forbids wildcards is known to by who may not read its settings', async () => {
    const allowed = async () => (await sourceOf('reader').begin(SIGNAL)).indices.limits;
    expect((await allowed()).allowsExpensive).toBe(true);
    await forbidExpensive('false');
    try {
      const { indices, call } = await sourceOf('reader').begin(SIGNAL);
      expect(indices.limits.allowsExpensive).toBe(false);
      const query = { regexp: { [indices.fields.operation]: 'a.*' } };
      await expect(call.search({ indices: indices.spans, body: { query } })).rejects.toThrow(
        expect.objectContaining({ name: 'SearchRefused' }),
      );
    } finally {
      await forbidExpensive(null);
    }
  });

  const forbidExpensive = (value: string | null) =>
    askEngine(engine, 'PUT', '/_cluster/settings', {
      persistent: { 'search.allow_expensive_queries': value },
    });

  test('one who may see one tenant sees that one', async () => {
    expect(await seenBy('tenant')).toBe(
      'north-jaeger-span-*,-north-jaeger-span-archive* | north-jaeger-span-000001 |  | ok | ',
    );
  });

  test('an index that may be named and not read is missed aloud', async () => {
    const reason = 'The role may not read jaeger-span-2026-01-02.';
    expect(await seenBy('partial')).toBe(
      `${ALL},-jaeger-span-2026-01-02 | jaeger-span-2026-01-01 | ${reason} | degraded | ${reason}`,
    );
  });

  test('indices under names nobody could guess are known by their fields', async () => {
    expect(await seenBy('renamed')).toBe('traces-read | traces-a traces-b |  | ok | ');
  });

  test('one who may see no span at all sees an engine without spans', async () => {
    expect(await seenBy('stranger')).toContain('|  |');
  });

  test.each([
    ['a wrong password', 'reader', 'guessed', 'does not accept the credentials'],
    ['no credentials', undefined, undefined, 'asks for credentials'],
  ])('%s is said, and nothing else', async (_, username, password, sentence) => {
    const source = sourceOf(username, password);
    await expect(source.begin(SIGNAL)).rejects.toThrow(sentence);
    const { state, reason } = await source.describe(SIGNAL);
    expect([state, reason]).toEqual(['down', expect.stringContaining(sentence)]);
    expect(reason).not.toMatch(/guessed|reader|127\.0/);
  });
});
