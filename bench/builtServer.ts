import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { exchange } from './httpClient.ts';
import { buildSnapshot, ROOT } from './snapshot.ts';

export interface BuiltServer {
  readonly url: string;
  /** From the start of the process to its first answer of a page. */
  readonly startMs: number;
  /** Resident memory now, and the most there ever was; undefined where the system does not tell. */
  rssMb(): number | undefined;
  maxRssMb(): number | undefined;
  /** Processor time used so far by all threads; undefined where the system does not tell. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Starts what `npm start` starts, on a port of its own, and waits for the first page. `settings`
 * are further flags by name, without their dashes.
 */
export async function startBuiltServer(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<BuiltServer> {
  const cwd = await buildSnapshot();
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [...startArguments(), ...flags({ port: String(port), 'data-dir': dataDir, ...settings })],
    { cwd, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  let isStopped = false;
  child.on('exit', (code, signal) => {
    if (isStopped) return;
    process.stderr.write(`the server ended by itself: ${signal ?? code}\n${Buffer.concat(said)}\n`);
  });
  const url = `http://127.0.0.1:${port}`;
  await firstAnswer(`${url}/`, child, said);
  return {
    url,
    startMs: performance.now() - startedMs,
    rssMb: () => memoryMb(child, 'VmRSS'),
    maxRssMb: () => memoryMb(child, 'VmHWM'),
    cpuSeconds: () => cpuSeconds(child),
    stop: () => {
      isStopped = true;
      return stop(child);
    },
  };
}

/** What `npm start` gives to Node. */
function startArguments(): readonly string[] {
  const { scripts } = packageSchema.parse(
    JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')),
  );
  return scripts.start.split(' ').slice(1);
}

const packageSchema = z.object({ scripts: z.object({ start: z.string() }) });

function flags(more: Readonly<Record<string, string>>): string[] {
  const all = {
    ...more,
    'otlp-port': 'off',
    demo: 'off',
    retention: '3650d,500GB',
    'log-level': 'error',
  };
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
}

const START_DEADLINE_MS = 120_000;

async function firstAnswer(
  url: string,
  child: ChildProcess,
  said: readonly Buffer[],
): Promise<void> {
  const deadlineMs = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadlineMs && child.exitCode === null) {
    const answer = await exchange(url).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGKILL');
  throw new Error(`the server did not answer: ${Buffer.concat(said).toString().slice(0, 2_000)}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

function memoryMb(child: ChildProcess, field: 'VmRSS' | 'VmHWM'): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** Fields 14 and 15 of `stat`, in ticks of a hundredth of a second. */
function cpuSeconds(child: ChildProcess): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
