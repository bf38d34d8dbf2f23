import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { type KeptCommand, type KeptProcess, startKept } from './keptProcess.ts';

const PATH = process.env.PATH ?? '';

/** A server that starts another one, as the engines do; the other's pid is the first thing it says. */
function serverWithChild(): KeptCommand {
  const folder = mkdtempSync(path.join(tmpdir(), 'hopscope-kept-'));
  const args = ['-c', 'sleep 600 & echo $!; wait'];
  return { program: '/bin/sh', args, cwd: folder, env: { PATH }, identity: {}, folder };
}

async function childPid(kept: Pick<KeptProcess, 'log'>): Promise<number> {
  return vi.waitFor(async () => {
    const pid = Number.parseInt(await kept.log(), 10);
    expect(pid).toBeGreaterThan(0);
    return pid;
  }, 60_000);
}

/** `State` of /proc would do as well, where there is one. */
async function hasEnded(pid: number): Promise<void> {
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 60_000);
}

test('stopping ends what the process has started too, and removes its folder', async () => {
  const command = serverWithChild();
  const kept = await startKept(command);
  const pids = [kept.pid, await childPid(kept)];
  await kept.stop();
  for (const pid of pids) await hasEnded(pid);
  expect(existsSync(command.folder)).toBe(false);
});

test('stopping a paused process ends it, and stopping twice is no fault', async () => {
  const kept = await startKept(serverWithChild());
  kept.pause();
  await kept.stop();
  await kept.stop();
  await hasEnded(kept.pid);
});

test('when the starter is killed nothing stays behind', async () => {
  const command = serverWithChild();
  const starter = startedElsewhere(command);
  const [line] = await once(createInterface({ input: starter.stdout ?? process.stdin }), 'line');
  const pid = Number(line);
  const log = async () => readFileSync(path.join(command.folder, 'output.log'), 'utf8');
  const pids = [pid, await childPid({ log })];
  starter.kill('SIGKILL');
  for (const each of pids) await hasEnded(each);
  await vi.waitFor(() => expect(existsSync(command.folder)).toBe(false), 60_000);
});

test('a process that ends by itself is known to have ended, and what it said is still there', async () => {
  const kept = await startKept({ ...serverWithChild(), args: ['-c', 'echo no space; exit 3'] });
  await vi.waitFor(() => expect(kept.endedBy()).toBe('ended with code 3'), 60_000);
  expect(await kept.log()).toBe('no space\n');
  await kept.stop();
});

test('a program that is not there is an error that names it', async () => {
  const command = { ...serverWithChild(), program: '/no/such/engine' };
  await expect(startKept(command)).rejects.toThrow('/no/such/engine could not be started');
  expect(existsSync(command.folder)).toBe(false);
});

/** A process of its own that starts it, says its pid and waits. */
function startedElsewhere(command: KeptCommand): ChildProcess {
  const module = JSON.stringify(path.join(import.meta.dirname, 'keptProcess.ts'));
  const script = `import(${module}).then(async ({ startKept }) => {
    const kept = await startKept(${JSON.stringify(command)});
    console.log(kept.pid);
  });`;
  return spawn(process.execPath, ['--import', 'tsx', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
