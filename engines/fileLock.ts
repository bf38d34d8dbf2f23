import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 1_000;
/** Thirty missed beats: a holder that is merely busy is not robbed. */
const DEAD_AFTER_MS = 30_000;
const RETRY_MS = 200;

/**
 * Runs `work` while no other process of this user does so under the same file. The holder keeps the
 * file's time fresh, so that a lock left by a process that was killed is taken over.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (!(await hasCreated(file))) {
    if (await isAbandoned(file)) await discard(file);
    else await sleep(RETRY_MS);
  }
  const beat = setInterval(() => {
    const nowS = Date.now() / 1_000;
    utimes(file, nowS, nowS).catch(() => clearInterval(beat));
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function hasCreated(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const modifiedMs = await stat(file).then(
    (found) => found.mtimeMs,
    () => undefined,
  );
  return modifiedMs !== undefined && Date.now() - modifiedMs > DEAD_AFTER_MS;
}

/** Two may find the same lock abandoned: who then takes the first one's new lock gives it back. */
async function discard(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  const isOld = await isAbandoned(aside);
  if (!isOld) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}
