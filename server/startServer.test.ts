import { afterEach, describe, expect, test } from 'vitest';
import { problemSchema, sourceSchema } from '../shared/api/answerSchemas.ts';
import {
  answeringEmpty,
  type ScriptedEngine,
  startScriptedEngine,
} from './stores/elasticsearch/testing/scriptedEngine.ts';
import { startOnEngine } from './testing/startOnEngine.ts';

const PASSWORD = 'hunter2-of-the-engine';
const API_KEY = 'aGlkZGVuOmtleQ==';

let engines: ScriptedEngine[] = [];

afterEach(async () => {
  for (const engine of engines) await engine.close();
  engines = [];
});

/** An engine without any index, on a port of its own unless one is asked for. */
async function startEmptyEngine(port = 0): Promise<ScriptedEngine> {
  const engine = await startScriptedEngine(answeringEmpty, { port });
  engines.push(engine);
  return engine;
}

describe('a server that reads an engine', () => {
  test('starts while the engine is down, says so, and finds it when it is back', async () => {
    const { url, close } = await startEmptyEngine();
    await close();
    const { get } = await startOnEngine({ HOPSCOPE_ELASTICSEARCH_URL: url.href });
    const source = async () => sourceSchema.parse(JSON.parse((await get('api/source')).text)).store;
    await expect.poll(async () => (await source()).reason).toContain('cannot be reached');
    const search = await get('api/search');
    expect(search.status).toBe(503);
    const { detail } = problemSchema.parse(JSON.parse(search.text));
    expect(detail).toContain('The engine cannot be reached (ECONNREFUSED)');
    expect((await get('health/ready')).status).toBe(200);
    await startEmptyEngine(Number(url.port));
    await expect.poll(async () => (await source()).state).toBe('ok');
    expect((await source()).title).toBe('Elasticsearch 8.19.7');
    expect((await get('api/search')).status).toBe(200);
    expect((await get('metrics')).text).toMatch(
      /hopscope_engine_calls_total\{kind="search",outcome="answered"\} [1-9]/,
    );
  });

  test.each<[string, Record<string, string>]>([
    [
      'a password',
      { HOPSCOPE_ELASTICSEARCH_USERNAME: 'reader', HOPSCOPE_ELASTICSEARCH_PASSWORD: PASSWORD },
    ],
    ['a key', { HOPSCOPE_ELASTICSEARCH_API_KEY: API_KEY }],
  ])('%s reaches the engine and nobody else', async (_, env) => {
    const engine = await startScriptedEngine((request, response) => {
      response.writeHead(403).end(JSON.stringify({ error: request.headers.authorization }));
    });
    engines.push(engine);
    const { get, said } = await startOnEngine({
      HOPSCOPE_ELASTICSEARCH_URL: engine.url.href,
      ...env,
    });
    const paths = ['api/source', 'api/search', 'health/ready', 'metrics', 'api/openapi.json'];
    const texts = await Promise.all(paths.map(async (path) => (await get(path)).text));
    await engine.close();
    texts.push((await get('api/facets')).text, said());
    expect(engine.requests.length).toBeGreaterThan(0);
    const secrets = [PASSWORD, API_KEY, Buffer.from(`reader:${PASSWORD}`).toString('base64')];
    for (const secret of secrets) expect(texts.join('\n')).not.toContain(secret);
    expect(texts.slice(0, -1).join('\n')).not.toContain(engine.url.host);
  });
});
