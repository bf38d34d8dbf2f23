import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuthority } from '../engines/certificateAuthority.ts';
import { problemSchema, sourceSchema } from '../shared/api/answerSchemas.ts';
import {
  answeringEmpty,
  type ScriptedEngine,
  startScriptedEngine,
} from './stores/elasticsearch/testing/scriptedEngine.ts';
import { type StartedServer, startOnEngine } from './testing/startOnEngine.ts';

const PASSWORD = 'hunter2-of-the-engine';
const API_KEY = 'aGlkZGVuOmtleQ==';
const BASIC = Buffer.from(`reader:${PASSWORD}`).toString('base64');
const AS_READER = {
  HOPSCOPE_ELASTICSEARCH_USERNAME: 'reader',
  HOPSCOPE_ELASTICSEARCH_PASSWORD: PASSWORD,
};

const ours = createAuthority('the authority of the plant');
const another = createAuthority('another authority');

let engine: ScriptedEngine;
let folder = '';
let authorizations: Set<string>;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hopscope-tls-'));
  authorizations = new Set();
  engine = await startScriptedEngine(
    (request, response, body) => {
      authorizations.add(request.headers.authorization ?? 'nobody');
      answeringEmpty(request, response, body);
    },
    { identity: ours.identify('127.0.0.1') },
  );
});

afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

/** A server told of the authority in `caPem`; without it of none. */
async function startWith(
  caPem: string | undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedServer> {
  const caFile = path.join(folder, 'ca.pem');
  if (caPem !== undefined) await writeFile(caFile, caPem);
  return startOnEngine(
    {
      HOPSCOPE_ELASTICSEARCH_URL: engine.url.href,
      ...(caPem !== undefined && { HOPSCOPE_ELASTICSEARCH_CA_FILE: caFile }),
      ...env,
    },
    (file) => readFileSync(file, 'utf8'),
  );
}

const sourceOf = async ({ get }: StartedServer) =>
  sourceSchema.parse(JSON.parse((await get('api/source')).text)).store;

test('an engine whose certificate the named authority has signed is read', async () => {
  const server = await startWith(ours.pem);
  expect((await server.get('api/search')).status).toBe(200);
  expect(await sourceOf(server)).toMatchObject({ state: 'ok', title: 'Elasticsearch 8.19.7' });
});

test('an authority may stand among others in its file', async () => {
  const server = await startWith(another.pem + ours.pem);
  expect((await server.get('api/search')).status).toBe(200);
});

test.each<[string, string | undefined]>([
  ['without an authority', undefined],
  ['with another authority', another.pem],
])('%s nothing is asked of the engine, and what to do is said', async (_, caPem) => {
  const server = await startWith(caPem, AS_READER);
  const { status, text } = await server.get('api/search');
  expect(status).toBe(503);
  const { detail } = problemSchema.parse(JSON.parse(text));
  expect(detail).toMatch(
    /^The engine's certificate is not trusted \([A-Z_]+\): name its authority by HOPSCOPE_ELASTICSEARCH_CA_FILE\.$/,
  );
  expect(await sourceOf(server)).toMatchObject({ state: 'down', reason: detail });
  expect(engine.requests).toEqual([]);
});

test('a certificate for another host is refused, and that is said', async () => {
  await engine.close();
  engine = await startScriptedEngine(answeringEmpty, { identity: ours.identify('192.0.2.7') });
  const server = await startWith(ours.pem);
  expect((await sourceOf(server)).reason).toBe(
    "The engine's certificate is for another host name than HOPSCOPE_ELASTICSEARCH_URL has.",
  );
});

test('https to an engine that speaks http, and the other way round, are said', async () => {
  const asHttp = { HOPSCOPE_ELASTICSEARCH_URL: `http://${engine.url.host}` };
  const unencrypted = await startWith(undefined, asHttp);
  await expect
    .poll(async () => (await sourceOf(unencrypted)).reason)
    .toContain('is it http or https in HOPSCOPE_ELASTICSEARCH_URL?');
  await engine.close();
  engine = await startScriptedEngine(answeringEmpty);
  const asHttps = { HOPSCOPE_ELASTICSEARCH_URL: `https://${engine.url.host}` };
  const encrypted = await startWith(ours.pem, asHttps);
  await expect
    .poll(async () => (await sourceOf(encrypted)).reason)
    .toContain('is it http or https in HOPSCOPE_ELASTICSEARCH_URL?');
});

test.each([
  ['no such file', undefined, /cannot read .*ca\.pem \(ENOENT\)/],
  ['a file of something else', 'a password', /ca\.pem holds no certificate in PEM/],
])('%s ends the start with words', async (_, text, words) => {
  const caFile = path.join(folder, 'ca.pem');
  if (text !== undefined) await writeFile(caFile, text);
  const env = {
    HOPSCOPE_ELASTICSEARCH_URL: engine.url.href,
    HOPSCOPE_ELASTICSEARCH_CA_FILE: caFile,
  };
  const failure = startOnEngine(env, (file) => readFileSync(file, 'utf8'));
  await expect(failure).rejects.toThrow(words);
  await expect(failure).rejects.not.toThrow('a password');
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['a password', AS_READER, `Basic ${BASIC}`],
  ['a key', { HOPSCOPE_ELASTICSEARCH_API_KEY: API_KEY }, `ApiKey ${API_KEY}`],
])('%s arrives there over TLS, and appears nowhere else', async (_, env, authorization) => {
  const server = await startWith(ours.pem, env);
  const paths = ['api/search', 'api/source', 'api/facets', 'metrics', 'api/openapi.json'];
  const texts: string[] = [];
  for (const each of paths) texts.push((await server.get(each)).text);
  await engine.close();
  texts.push((await server.get('api/search')).text, server.said());
  expect([...authorizations]).toEqual([authorization]);
  for (const secret of [PASSWORD, API_KEY, BASIC, 'PRIVATE KEY']) {
    expect(texts.join('\n')).not.toContain(secret);
  }
});
