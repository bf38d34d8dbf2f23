import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exchange } from './httpClient.ts';
import type { Measurement } from './measurement.ts';
import { ROOT } from './snapshot.ts';

const PORT = 4187;
const DEADLINE_MS = 180_000;

/** A fresh clone with the packages in npm's cache: from `npm start` to the first page. */
export async function cloneBench(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-clone-'));
  const clone = path.join(folder, 'hopscope');
  const [code] = await once(spawn('git', ['clone', '--quiet', ROOT, clone]), 'close');
  if (code !== 0) throw new Error('git clone failed');
  const startedMs = performance.now();
  // A group of its own, so that npm's children end with it.
  const child = spawn('npm', ['start', '--', '--port', String(PORT), '--otlp-port', 'off'], {
    cwd: clone,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  try {
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    await firstPage(() => child.exitCode === null, said);
    return [
      {
        bench: 'clone',
        what: 'npm start to the first page',
        value: (performance.now() - startedMs) / 1000,
        unit: 's',
        budget: { atMost: 60, kind: 'time' },
      },
    ];
  } finally {
    if (child.pid !== undefined && child.exitCode === null) {
      const closed = once(child, 'close');
      process.kill(-child.pid, 'SIGTERM');
      await closed;
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstPage(isRunning: () => boolean, said: readonly Buffer[]): Promise<void> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < DEADLINE_MS && isRunning()) {
    const answer = await exchange(`http://127.0.0.1:${PORT}/`).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the clone never answered: ${Buffer.concat(said).toString().slice(0, 2_000)}`);
}
