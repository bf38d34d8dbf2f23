import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Identity } from './identity.ts';
import { Mendable } from './mendable.ts';

export interface KeptCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly identity: Identity;
  /** Removed when the process has ended. */
  readonly folder: string;
}

export interface KeptProcess {
  /** Of the process and of its group. */
  readonly pid: number;
  /** How it ended, once it has. */
  endedBy(): string | undefined;
  /** The last it printed. */
  log(): Promise<string>;
  /** Holds all its threads: a server that accepts connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** Ends it and everything it started, and removes its folder. */
  stop(): Promise<void>;
}

const KEPT_LOG_CHARACTERS = 4_000;

/** Starts a process that does not outlive this one, however this one ends. */
export async function startKept(command: KeptCommand): Promise<KeptProcess> {
  const keeper = spawn(process.execPath, [path.join(import.meta.dirname, 'keeper.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const logFile = path.join(command.folder, 'output.log');
  keeper.stdin.on('error', () => undefined);
  keeper.stdin.write(`${JSON.stringify({ ...command, logFile })}\n`);
  const news = createInterface({ input: keeper.stdout });
  let endedBy: string | undefined;
  news.on('line', (line) => {
    if (line.startsWith('ended ')) endedBy ??= line;
  });
  keeper.on('exit', () => {
    endedBy ??= 'ended';
  });
  const [first] = await once(news, 'line');
  const pid = Number(/^started (\d+)$/.exec(String(first))?.[1]);
  if (Number.isNaN(pid)) {
    await stop(keeper);
    throw new Mendable(`${command.program} could not be started: ${String(first)}`);
  }
  return {
    pid,
    endedBy: () => endedBy,
    log: async () => (await readFile(logFile, 'utf8')).slice(-KEPT_LOG_CHARACTERS),
    pause: () => void process.kill(-pid, 'SIGSTOP'),
    resume: () => void process.kill(-pid, 'SIGCONT'),
    stop: () => stop(keeper),
  };
}

async function stop(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const exited = once(keeper, 'exit');
  keeper.stdin?.end();
  await exited;
}
