import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchPageSchema } from '../shared/api/answerSchemas.ts';
import { encodeOtlpJson } from '../shared/formats/encodeOtlpJson.ts';
import { message, messageId } from './testing/messages.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hopscope-main-'));
});

afterAll(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly ended: Promise<number | null>;
}

const runs: Run[] = [];

/** The program as somebody starts it, in a data directory of its own unless the flags name one. */
function start(flags: readonly string[], env: Record<string, string> = {}): Run {
  const dataDir = path.join(folder, `data-${runs.length}`);
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'server/main.ts', '--data-dir', dataDir, '--no-demo', ...flags],
    { cwd: ROOT, env: { ...process.env, ...env } },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const run = { child, printed: () => text, ended };
  runs.push(run);
  return run;
}

async function ready(run: Run): Promise<string> {
  const url = /Hopscope is ready: (\S+)/;
  await expect.poll(() => run.printed(), { interval: 20 }).toMatch(url);
  return url.exec(run.printed())?.[1] ?? '';
}

test('says where it is, serves, and ends with 0 when told to', async () => {
  const run = start(['--port', '0', '--otlp-port', '0', '--base-path', '/hop']);
  const url = await ready(run);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hop\/$/);
  expect(run.printed()).toMatch(/OTLP\/HTTP goes to port \d+ or http/);
  expect((await fetch(`${url}health/ready`)).status).toBe(200);
  run.child.kill('SIGTERM');
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
});

test('a port in use: what to do, and exit code 1', async () => {
  const { port, close } = await takenPort();
  const run = start(['--port', `${port}`, '--otlp-port', 'off']);
  expect(await run.ended).toBe(1);
  expect(run.printed()).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(run.printed()).toContain(`--port ${port + 100}`);
  close();
});

test('an OTLP port in use is said, and everything else goes on', async () => {
  const { port, close } = await takenPort();
  const run = start(['--port', '0', '--otlp-port', `${port}`]);
  const url = await ready(run);
  expect(run.printed()).toContain(`v1/traces only: port ${port} is in use`);
  expect((await fetch(`${url}health/live`)).status).toBe(200);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  close();
});

test('a data directory that is a file: named, and exit code 1', async () => {
  const file = path.join(folder, 'a-file');
  await writeFile(file, 'not a folder');
  const run = start(['--data-dir', file, '--port', '0', '--otlp-port', 'off']);
  expect(await run.ended).toBe(1);
  expect(run.printed()).toContain(file);
  expect(run.printed()).not.toContain('    at ');
});

test.each([
  [['--prot', '1'], {}, 'did you mean --port?'],
  [[], { HOPSCOPE_LOG_LEVEL: 'loud' }, 'HOPSCOPE_LOG_LEVEL "loud": expected one of silent, error'],
  [['--host', '0.0.0.0', '--port', '0'], {}, 'Refusing to listen on 0.0.0.0'],
  [['--tokens-file', '/no/such/file'], {}, 'cannot read /no/such/file'],
])('%j %j ends with 1 and says why', async (flags, env, why) => {
  const run = start(flags, env);
  expect(await run.ended).toBe(1);
  expect(run.printed()).toContain(why);
  expect(run.printed()).not.toContain('    at ');
});

test('--help and --version answer and end', async () => {
  const help = start(['--help']);
  expect([await help.ended, help.printed().includes('HOPSCOPE_PORT')]).toEqual([0, true]);
  const version = start(['--version']);
  expect([await version.ended, /^\d+\.\d+\.\d+\n$/.test(version.printed())]).toEqual([0, true]);
});

test('a token appears in no answer, no log line and no metric', async () => {
  const token = 'hunter2-hunter2';
  const hash = createHash('sha256').update(token).digest('hex');
  const file = path.join(folder, 'tokens.yaml');
  await writeFile(file, `- { name: ada, role: operator, sha256: ${hash} }`);
  const run = start([
    ...['--port', '0', '--otlp-port', 'off', '--log-level', 'trace', '--tokens-file', file],
  ]);
  const url = await ready(run);
  const answers: string[] = [];
  for (const address of [...ADDRESSES, `api/search?q=${token.slice(0, 3)}`]) {
    for (const sent of [token, `${token}x`]) {
      const answer = await fetch(url + address, { headers: { authorization: `Bearer ${sent}` } });
      expect(answer.status === 401).toBe(sent !== token && GUARDED.test(address));
      answers.push(await answer.text(), JSON.stringify([...answer.headers]));
    }
  }
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  const everything = answers.join('\n') + run.printed();
  expect(everything).toContain('"msg":"request"');
  expect(everything).not.toContain(token);
  expect(everything).not.toContain(hash);
});

const GUARDED = /^(?:api|metrics)/;

const ADDRESSES = [
  ...['', 'nope', 'metrics', 'health/live', 'health/ready', 'api/source', 'api/openapi.json'],
  ...['api/search', 'api/facets', 'api/histogram', 'api/fields', 'api/nope', 'api/traces/ff'],
];

test('told to stop under load: every 200 is whole, every acknowledged span is kept', async () => {
  const dataDir = path.join(folder, 'under-load');
  const flags = ['--port', '0', '--otlp-port', 'off', '--data-dir', dataDir];
  const run = start(flags);
  const url = await ready(run);
  const acknowledged: number[] = [];
  let next = 0;
  let hasStopped = false;
  const sender = async () => {
    while (!hasStopped) {
      const index = next++;
      const body = encodeOtlpJson(message(index));
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}v1/traces`, { method: 'POST', body, headers }).catch(
        () => undefined,
      );
      if (answer === undefined) return;
      const text = await answer.text();
      if (answer.status === 200) acknowledged.push(index);
      if (answer.status === 200) JSON.parse(text);
    }
  };
  const reader = async () => {
    while (!hasStopped) {
      const answer = await fetch(`${url}api/search?from=0`).catch(() => undefined);
      if (answer === undefined) return;
      expect([200, 503]).toContain(answer.status);
      JSON.parse(await answer.text());
    }
  };
  const clients = Promise.all([sender(), sender(), sender(), reader(), reader()]);
  await expect.poll(() => acknowledged.length).toBeGreaterThan(30);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  hasStopped = true;
  await clients;

  const again = start(flags);
  const found = await fetch(`${await ready(again)}api/search?from=0&to=now%2B1d&limit=1000`);
  const { traces } = searchPageSchema.parse(await found.json());
  const stored = new Set(traces.map(({ traceId }) => traceId));
  expect(acknowledged.map(messageId).filter((traceId) => !stored.has(traceId))).toEqual([]);
  again.child.kill('SIGTERM');
  await again.ended;
});

async function takenPort(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => server.close() };
}
