import { expect, test } from 'vitest';
import { startJaeger } from './startJaeger.ts';
import { describeOnEveryEngine, type TestEngine } from './testing/describeOnEngine.ts';
import { sendSpan } from './testing/sendSpan.ts';
import { spanHit } from './testing/spanHit.ts';

describeOnEveryEngine((engine) => {
  test('says its version, at the root or where the root is missing', async () => {
    expect(await versionOf(engine)).toBe(engine.version);
  });

  test('finds the document it was given', async () => {
    const index = `${engine.prefix}-readings`;
    await engine.ask('PUT', `/${index}/_doc/1?refresh=true`, { device: 'sensor-0042' });
    const found = await engine.ask('POST', `/${index}/_search`, {
      query: { match: { device: 'sensor-0042' } },
    });
    expect(found).toHaveProperty('hits.hits.0._source', { device: 'sensor-0042' });
  });

  test('keeps the span that Jaeger was sent', async () => {
    const jaeger = await startJaeger({ storage: engine, indexPrefix: engine.prefix });
    try {
      const traceId = await sendSpan(jaeger.otlpUrl, { name: 'publish', service: 'sensor' });
      const { source } = await spanHit(engine, `${engine.prefix}-jaeger-span-*`, traceId);
      expect(source.operationName).toBe('publish');
    } finally {
      await jaeger.stop();
    }
  });
});

/** What a client can do where the distribution has no root: ask the node about itself. */
async function versionOf(engine: TestEngine): Promise<unknown> {
  const root = await fetch(`${engine.url}/`);
  const answer: unknown = await root.json();
  if (root.ok) return Object(answer).version?.number;
  const nodes = await engine.ask('GET', '/_nodes/_local?filter_path=nodes.*.version');
  return Object(Object.values(Object(nodes).nodes)[0]).version;
}
