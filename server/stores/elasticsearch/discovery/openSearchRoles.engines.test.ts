import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningEngine, startEngine } from '../../../../engines/startEngine.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { firstOf } from '../engine/json.ts';
import { asTestEngine } from '../testing/asTestEngine.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { DiscoveredSource } from './discoveredSource.ts';

const SIGNAL = new AbortController().signal;
const PASSWORD = 'only-looks';

const SEVERAL_AT_ONCE = { cluster_permissions: ['cluster_composite_ops_ro'] };
const readOn = (...index_patterns: readonly string[]) => ({
  index_patterns,
  allowed_actions: ['read'],
});

/** What each user may do; the user is named after the role. */
const ROLES = {
  reader: { ...SEVERAL_AT_ONCE, index_permissions: [readOn('*jaeger-span*')] },
  looker: {
    ...SEVERAL_AT_ONCE,
    index_permissions: [
      readOn('*jaeger-span*'),
      {
        index_patterns: ['*jaeger-span*'],
        allowed_actions: ['indices:monitor/settings/get'],
      },
    ],
  },
  partial: {
    ...SEVERAL_AT_ONCE,
    index_permissions: [
      readOn('jaeger-span-2026-01-01', 'jaeger-span-2026-01-03'),
      {
        index_patterns: ['jaeger-span*'],
        allowed_actions: ['indices:admin/resolve/index'],
      },
    ],
  },
  unnamed: { ...SEVERAL_AT_ONCE, index_permissions: [readOn('jaeger-span-2026-01-01')] },
  single: { index_permissions: [readOn('*jaeger-span*')] },
};

/** One that the wildcard of the others covers, and one that is read by its own name. */
const STREAMS = ['jaeger-span', 'jaeger-span-stream'];

describe('opensearch@2.19.4 with users and roles', () => {
  let engine: RunningEngine;
  let sources: DiscoveredSource[] = [];

  beforeAll(async () => {
    const users = Object.keys(ROLES).map((role) => ({
      username: role,
      password: PASSWORD,
      roles: [role],
    }));
    const security = { roles: ROLES, users };
    engine = await startEngine({ name: 'opensearch', version: '2.19.4', security });
    const asAdmin = { ...asTestEngine(engine), prefix: '' };
    await asAdmin.ask('PUT', '/_index_template/stream', {
      index_patterns: ['jaeger-span', 'jaeger-span-stream'],
      data_stream: {},
    });
    // Without a span as yet.
    for (const stream of STREAMS) await asAdmin.ask('PUT', `/_data_stream/${stream}`);
    for (const date of ['2026-01-01', '2026-01-02', '2026-01-03']) {
      const created = await putSpanIndex(asAdmin, { variant: 'jaeger-2.13', date });
      const document = { traceID: created, startTime: 1, process: { serviceName: 's' } };
      await asAdmin.ask('PUT', `/${created}/_doc/1?refresh=true`, document);
    }
  });

  afterAll(() => engine?.stop());

  afterEach(async () => {
    for (const source of sources) await source.close();
    sources = [];
  });

  function sourceOf(username: string, password = PASSWORD): DiscoveredSource {
    const credentials = { kind: 'basic', username, password } as const;
    const client = new EngineClient({ urls: [new URL(engine.url)], credentials });
    const source = new DiscoveredSource(client);
    sources.push(source);
    return source;
  }

  /** What is found, what is said beside it, and what the badge says. */
  async function seenBy(username: string): Promise<readonly string[]> {
    const source = sourceOf(username);
    const { indices, call } = await source.begin(SIGNAL);
    const { traceId } = indices.fields;
    const { hits } = await call.search({
      indices: indices.spans,
      body: { docvalue_fields: [traceId], sort: [traceId] },
    });
    const found = hits.map(({ fields }) => firstOf(fields, traceId)).join(' ');
    const { state, reason = '' } = await source.describe(SIGNAL);
    return [found, call.completeness().notes.join(' '), `${state}: ${reason}`];
  }

  const ALL = 'jaeger-span-2026-01-01 jaeger-span-2026-01-02 jaeger-span-2026-01-03';

  test('reading spans, several searches at once, is enough', async () => {
    expect(await seenBy('reader')).toEqual([ALL, '', 'ok: ']);
    const source = sourceOf('reader');
    const { indices } = await source.begin(SIGNAL);
    expect(indices).toMatchObject({
      engine: 'unknown',
      fields: { lists: [{ nestedPath: 'tags' }, {}, {}] },
      limits: { maxBuckets: 10_000, ignoreAbove: 256 },
    });
    const { title, details } = await source.describe(SIGNAL);
    expect(title).toBe('Elasticsearch or OpenSearch');
    expect(details).toContainEqual({
      label: 'Assumed',
      value: 'The role may not ask for the version.',
    });
  });

  test('who may look at settings learns the engine by its indices', async () => {
    expect(await seenBy('looker')).toEqual([ALL, '', 'ok: ']);
    const source = sourceOf('looker');
    await source.begin(SIGNAL);
    expect((await source.describe(SIGNAL)).title).toBe('OpenSearch 2.x');
  });

  test('what may be named and not read is missed aloud, and the others are read', async () => {
    const reason = 'The role may not read jaeger-span-2026-01-02, jaeger-span, jaeger-span-stream.';
    expect(await seenBy('partial')).toEqual([
      'jaeger-span-2026-01-01 jaeger-span-2026-01-03',
      reason,
      `degraded: ${reason}`,
    ]);
  });

  test.each([
    ['one of the indices, whose names may not be asked for', 'unnamed', 'field_caps'],
    ['one search at a time', 'single', 'msearch'],
  ])('a role for %s is told what it lacks, and nobody who has it', async (_, username, action) => {
    const source = sourceOf(username);
    const sentence = `The engine does not let us read the span indices (it refuses indices:data/read/${action}): the role needs read there as one of its index permissions, and cluster_composite_ops_ro as one for the cluster.`;
    await expect(source.begin(SIGNAL)).rejects.toThrow(sentence);
    expect(await source.describe(SIGNAL)).toMatchObject({ state: 'down', reason: sentence });
  });

  test('a wrong password is said, and nothing else', async () => {
    const source = sourceOf('reader', 'guessed');
    await expect(source.begin(SIGNAL)).rejects.toThrow('does not accept the credentials');
    const { reason } = await source.describe(SIGNAL);
    expect(reason).not.toMatch(/guessed|reader|127\.0/);
  });
});
