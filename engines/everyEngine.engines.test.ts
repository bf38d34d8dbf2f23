import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TESTED_ENGINES } from './catalog.ts';
import { type RunningEngine, startEngine } from './startEngine.ts';
import { startJaeger } from './startJaeger.ts';

describe.each(TESTED_ENGINES)('$name $version', ({ name, version }) => {
  let engine: RunningEngine;

  beforeAll(async () => {
    engine = await startEngine({ name, version });
  });

  afterAll(() => engine?.stop());

  test('says its version, at the root or where the root is missing', async () => {
    expect(await versionOf(engine)).toBe(version);
  });

  test('finds the document it was given', async () => {
    await ask(engine, 'PUT', '/readings/_doc/1?refresh=true', { device: 'sensor-0042' });
    const found = await ask(engine, 'POST', '/readings/_search', {
      query: { match: { device: 'sensor-0042' } },
    });
    expect(found).toHaveProperty('hits.hits.0._source', { device: 'sensor-0042' });
  });

  test('keeps the span that Jaeger was sent', async () => {
    const jaeger = await startJaeger({ storage: engine });
    try {
      const traceId = randomBytes(16).toString('hex');
      await send(jaeger.otlpUrl, traceId);
      await vi.waitFor(
        async () => {
          await ask(engine, 'POST', '/jaeger-span-*/_refresh');
          const found = await ask(engine, 'POST', '/jaeger-span-*/_search', {
            query: { term: { traceID: traceId } },
          });
          expect(found).toHaveProperty('hits.hits.0._source.operationName', 'publish');
        },
        { timeout: 30_000, interval: 200 },
      );
    } finally {
      await jaeger.stop();
    }
  });

  test('ends without leaving a process', async () => {
    const { pid } = engine.process;
    expect(() => process.kill(-pid, 0)).not.toThrow();
    await engine.stop();
    expect(() => process.kill(-pid, 0)).toThrow('ESRCH');
    await expect(fetch(engine.url)).rejects.toThrow('fetch failed');
  });
});

/** What a client can do where the distribution has no root: ask the node about itself. */
async function versionOf(engine: RunningEngine): Promise<unknown> {
  const root = await fetch(`${engine.url}/`);
  const answer: unknown = await root.json();
  if (root.ok) return Object(answer).version?.number;
  const nodes = await ask(engine, 'GET', '/_nodes/_local?filter_path=nodes.*.version');
  return Object(Object.values(Object(nodes).nodes)[0]).version;
}

async function ask(
  engine: RunningEngine,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(engine.url + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

async function send(otlpUrl: string, traceId: string): Promise<void> {
  const startNs = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name: 'publish',
    kind: 4,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + 5_000_000n),
  };
  const attributes = [{ key: 'service.name', value: { stringValue: 'sensor' } }];
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }],
    }),
  });
  expect(answer.status).toBe(200);
}
