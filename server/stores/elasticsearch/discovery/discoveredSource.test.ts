import { afterEach, expect, test } from 'vitest';
import { EngineClient } from '../engine/engineClient.ts';
import {
  type Script,
  type ScriptedEngine,
  startScriptedEngine,
} from '../testing/scriptedEngine.ts';
import { DiscoveredSource, type SourceTimes } from './discoveredSource.ts';

// What a real engine cannot be brought to do at a given moment; the rest is shown on real ones.

const NEVER = new AbortController().signal;

/** An engine without any index, which answers whatever is asked. */
const EMPTY: Script = (request, response) => {
  const path = request.url ?? '';
  const answer = path === '/' ? { version: { number: '8.19.7' }, tagline: '' } : { indices: [] };
  response.end(JSON.stringify(answer));
};

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function open(
  script: Script,
  times: Partial<SourceTimes> = {},
): Promise<{ engine: ScriptedEngine; source: DiscoveredSource; roots: () => number }> {
  const engine = await startScriptedEngine(script);
  const client = new EngineClient({ urls: [engine.url] });
  const source = new DiscoveredSource(client, { times: { pauseMs: 0, ...times } });
  closing.push(
    () => source.close(),
    () => engine.close(),
  );
  const roots = () => engine.requests.filter(({ path }) => path === '/').length;
  return { engine, source, roots };
}

test('callers who come together wait for one discovery, and one who leaves does not end it', async () => {
  const { source, roots } = await open(EMPTY);
  const leaver = new AbortController();
  const left = source.begin(leaver.signal);
  const waiting = [source.begin(NEVER), source.begin(NEVER)];
  leaver.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  const [ask] = await Promise.all(waiting);
  expect([ask?.indices.version, roots()]).toEqual(['8.19.7', 1]);
});

test('what is known is used while it is renewed beside the call', async () => {
  const { engine, source, roots } = await open(EMPTY, { freshMs: -1 });
  await source.begin(NEVER);
  engine.play(() => undefined);
  expect((await source.begin(NEVER)).indices.version).toBe('8.19.7');
  await expect.poll(roots).toBe(2);
});

test('what is known for too long is waited for', async () => {
  const { engine, source } = await open(EMPTY, { freshMs: -1, oldMs: -1 });
  await source.begin(NEVER);
  engine.play((_, response) => response.writeHead(401).end('{}'));
  await expect(source.begin(NEVER)).rejects.toThrow('asks for credentials');
});

test('a description waits for a silent engine no longer than it says', async () => {
  const { source } = await open(() => undefined, { describeMs: 20 });
  expect(await source.describe(NEVER)).toEqual({
    kind: 'elasticsearch',
    title: 'Elasticsearch or OpenSearch',
    state: 'down',
    reason: 'The engine has not answered yet.',
    details: [],
  });
});

test('an engine that refuses searches is said to be in trouble until one succeeds', async () => {
  const { engine, source } = await open(EMPTY, { pauseMs: 60_000 });
  const { call } = await source.begin(NEVER);
  const search = () => call.search({ indices: 'a', body: {} });
  engine.play((_, response) => response.writeHead(429).end('{}'));
  await expect(search()).rejects.toThrow('too much to do');
  expect(await source.describe(NEVER)).toMatchObject({
    state: 'down',
    title: 'Elasticsearch 8.19.7',
    reason: 'The engine has too much to do at this moment.',
  });
  engine.play((_, response) => response.end('{"responses":[{"hits":{"hits":[]}}]}'));
  await search();
  expect((await source.describe(NEVER)).state).toBe('ok');
});

test('a compatible OpenSearch that calls itself 7.10.2 is known by its tagline', async () => {
  const { source } = await open((request, response, body) => {
    if (request.url !== '/') return EMPTY(request, response, body);
    const tagline = 'The OpenSearch Project: https://opensearch.org/';
    response.end(JSON.stringify({ version: { number: '7.10.2' }, tagline }));
  });
  expect((await source.begin(NEVER)).indices.engine).toBe('opensearch');
});
