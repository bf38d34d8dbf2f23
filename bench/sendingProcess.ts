import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import type { Readable } from 'node:stream';
import type { BuiltServer } from './builtServer.ts';
import { READY, sendReportSchema } from './sender.ts';
import { ROOT } from './snapshot.ts';

/** Starts the sender; the measurement begins when it is ready. */
export function startSender({ url }: BuiltServer, spansPerSecond: number, seconds: number) {
  const options = JSON.stringify({ url: `${url}/v1/traces`, spansPerSecond, seconds });
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/sender.ts', options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const report = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`the sender failed: ${Buffer.concat(err).toString()}`);
    return sendReportSchema.parse(JSON.parse(Buffer.concat(out).toString()));
  });
  return { isReady: Promise.race([saysReady(child.stderr), report]), report };
}

/** Reads on to the end, or the sender would block on a full pipe. */
async function saysReady(stderr: Readable): Promise<void> {
  for await (const [chunk] of on(stderr, 'data', { close: ['close'] })) {
    if (String(chunk).includes(READY)) return;
  }
}
