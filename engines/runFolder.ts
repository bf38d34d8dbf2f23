import {
  chown,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Identity } from './identity.ts';

/** A new folder of its own for one run, which `identity` may write. */
export async function createRunFolder(label: string, identity: Identity): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `hopscope-${label}-`));
  await give(folder, identity);
  return folder;
}

export async function give(place: string, { uid, gid }: Identity): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(place, uid, gid);
}

/**
 * The tree `from` once more at `to`, in folders of `identity` and with the files of `from`, by hard
 * link where both are on one disk: the cache may be in a home that `identity` cannot look into.
 */
export async function linkTree(
  from: string,
  to: string,
  identity: Identity,
  omitted: readonly string[] = [],
): Promise<void> {
  await mkdir(to);
  await give(to, identity);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (omitted.includes(entry.name)) continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target, identity);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target).catch(() => copyFile(source, target));
  }
}

/** As `linkTree`, but with files of its own, which `identity` may change. */
export async function copyTree(from: string, to: string, identity: Identity): Promise<void> {
  await mkdir(to, { recursive: true });
  await give(to, identity);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target, identity);
    else {
      await copyFile(source, target);
      await give(target, identity);
    }
  }
}
