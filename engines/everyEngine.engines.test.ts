import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askEngine } from './askEngine.ts';
import { TESTED_ENGINES } from './catalog.ts';
import { type RunningEngine, startEngine } from './startEngine.ts';
import { startJaeger } from './startJaeger.ts';
import { sendSpan } from './testing/sendSpan.ts';
import { spanHit } from './testing/spanHit.ts';

describe.each(TESTED_ENGINES.map(({ name, version }) => [name, version] as const))(
  '%s %s',
  (name, version) => {
    let engine: RunningEngine;

    beforeAll(async () => {
      engine = await startEngine({ name, version });
    });

    afterAll(() => engine?.stop());

    test('says its version, at the root or where the root is missing', async () => {
      expect(await versionOf(engine)).toBe(version);
    });

    test('finds the document it was given', async () => {
      await askEngine(engine, 'PUT', '/readings/_doc/1?refresh=true', { device: 'sensor-0042' });
      const found = await askEngine(engine, 'POST', '/readings/_search', {
        query: { match: { device: 'sensor-0042' } },
      });
      expect(found).toHaveProperty('hits.hits.0._source', { device: 'sensor-0042' });
    });

    test('keeps the span that Jaeger was sent', async () => {
      const jaeger = await startJaeger({ storage: engine });
      try {
        const traceId = await sendSpan(jaeger.otlpUrl, { name: 'publish', service: 'sensor' });
        const { source } = await spanHit(engine, 'jaeger-span-*', traceId);
        expect(source.operationName).toBe('publish');
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
  },
);

/** What a client can do where the distribution has no root: ask the node about itself. */
async function versionOf(engine: RunningEngine): Promise<unknown> {
  const root = await fetch(`${engine.url}/`);
  const answer: unknown = await root.json();
  if (root.ok) return Object(answer).version?.number;
  const nodes = await askEngine(engine, 'GET', '/_nodes/_local?filter_path=nodes.*.version');
  return Object(Object.values(Object(nodes).nodes)[0]).version;
}
