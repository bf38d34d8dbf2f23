// Stands between the one who wants a server and the server. Its standard input is a pipe from the
// former: when that closes, because it is done or because it was killed, the server's whole process
// group ends and its folder goes. Plain JavaScript, so that it starts in a twentieth of a second.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 10_000;
/** Where nothing buries the dead, a killed group is never gone. */
const GIVE_UP_AFTER_MS = 15_000;

// The one above may be gone when there is something to tell.
process.stdout.on('error', () => undefined);
// Ctrl-C is for the one above; a signal to the keeper itself must not leave the server behind.
process.on('SIGINT', () => undefined);
const lines = createInterface({ input: process.stdin });
const isOver = once(lines, 'close');
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => lines.close());

const [text] = await Promise.race([once(lines, 'line'), isOver]);
if (text !== undefined) await keep(JSON.parse(text));

async function keep({ program, args, cwd, env, identity, logFile, folder }) {
  const log = openSync(logFile, 'a');
  const server = spawn(program, args, {
    cwd,
    env,
    ...identity,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  server.on('error', (error) => tell(`ended ${error.message}`));
  server.on('exit', (code, signal) => tell(`ended ${signal ?? `with code ${code}`}`));
  if (server.pid !== undefined) tell(`started ${server.pid}`);
  await isOver;
  if (server.pid !== undefined) await endGroup(server.pid);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

async function endGroup(groupId) {
  // A server that was paused must run to hear that it ends.
  signalGroup(groupId, 'SIGCONT');
  signalGroup(groupId, 'SIGTERM');
  const startedMs = Date.now();
  const waitedMs = () => Date.now() - startedMs;
  while (signalGroup(groupId, waitedMs() < GRACE_MS ? 0 : 'SIGKILL')) {
    if (waitedMs() > GIVE_UP_AFTER_MS) return;
    await sleep(20);
  }
}

/** Whether the group still has a process. */
function signalGroup(groupId, signal) {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch {
    return false;
  }
}

function tell(news) {
  process.stdout.write(`${news}\n`);
}
