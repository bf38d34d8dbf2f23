import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { withFileLock } from './fileLock.ts';

/** Where fetched engines are kept; may be deleted at any time. */
export function cacheDir(): string {
  const base = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(base, 'hopscope');
}

/**
 * The folder `name` of the cache, filled by `fill` the first time. It gets its name only when it is
 * complete: what a killed process has half done is never taken for whole, and is cleared away by
 * the next.
 */
export async function cached(
  name: string,
  fill: (emptyDir: string) => Promise<void>,
): Promise<string> {
  const dir = path.join(cacheDir(), name);
  if (await exists(dir)) return dir;
  await mkdir(path.dirname(dir), { recursive: true });
  await withFileLock(`${dir}.lock`, async () => {
    if (await exists(dir)) return;
    const partial = `${dir}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await fill(partial);
    await rename(partial, dir);
  });
  return dir;
}

export async function exists(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}
