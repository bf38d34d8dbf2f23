import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A built Hopscope in a process of its own, on a free port and an empty data directory. */
export interface HopscopeServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts `dist/server/main.js`; rejects with what it printed when it does not answer in 20 s. */
export async function startHopscope(flags: readonly string[] = []): Promise<HopscopeServer> {
  const port = await freePort();
  const dataDir = await mkdtemp(join(tmpdir(), 'hopscope-e2e-'));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [
      'dist/server/main.js',
      '--port',
      `${port}`,
      '--data-dir',
      dataDir,
      '--otlp-port',
      'off',
      ...flags,
    ],
    { env: { ...ownEnvironment(), UV_THREADPOOL_SIZE: '12', HOPSCOPE_SETTLE_SECONDS: '1' } },
  );
  const printed = collectOutput(child);
  await untilReady(url, child, printed);
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Without what whoever runs the tests has set for a Hopscope of theirs. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const isOurs = ([name]: readonly [string, unknown]) => !name.startsWith('HOPSCOPE_');
  return Object.fromEntries(Object.entries(process.env).filter(isOurs));
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

async function untilReady(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  const deadlineMs = Date.now() + 20_000;
  while (Date.now() < deadlineMs) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the server did not become ready:\n${printed()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
