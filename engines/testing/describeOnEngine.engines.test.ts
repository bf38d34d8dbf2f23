import { expect, test } from 'vitest';
import { describeOnEngine, type TestEngine } from './describeOnEngine.ts';

const LABEL = 'elasticsearch@8.19.7';
const seen: TestEngine[] = [];

describeOnEngine(LABEL, (engine) => {
  test('a block may leave indices, aliases and templates', async () => {
    const { prefix } = engine;
    await engine.ask('PUT', `/${prefix}-jaeger-span-000001`, {
      aliases: { [`${prefix}-read`]: {} },
    });
    await engine.ask('PUT', `/_index_template/${prefix}-span`, { index_patterns: [`${prefix}-*`] });
    engine.created.add('jaeger-span-2026-01-01');
    await engine.ask('PUT', '/jaeger-span-2026-01-01');
    seen.push(engine);
  });
});

describeOnEngine(LABEL, (engine) => {
  test('the next block has the same engine, and finds it empty', async () => {
    const [before] = seen;
    expect(engine.url).toBe(before?.url);
    expect(engine.prefix).not.toBe(before?.prefix);
    expect(await engine.ask('GET', '/_cat/indices?format=json')).toEqual([]);
    expect(await engine.ask('GET', '/_cat/aliases?format=json')).toEqual([]);
    const templates = await engine.ask('GET', '/_cat/templates?format=json');
    expect(JSON.stringify(templates)).not.toContain(before?.prefix);
  });
});
