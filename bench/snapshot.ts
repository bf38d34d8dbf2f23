import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

let folder: string | undefined;

/**
 * The folder to start the server in: the tree's build, brought up to date as
 * `npm start` does it and then copied, so that somebody who builds meanwhile does
 * not change what is being measured.
 */
export async function buildSnapshot(): Promise<string> {
  if (folder !== undefined) return folder;
  const prepare: { ensureBuilt(): Promise<void> } = createRequire(import.meta.url)(
    '../server/cli/prepare.cjs',
  );
  await prepare.ensureBuilt();
  const copy = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-build-'));
  cpSync(path.join(ROOT, 'server/cli'), path.join(copy, 'server/cli'), { recursive: true });
  // Last, so that it is newer than the folder of its sources and is not built again.
  cpSync(path.join(ROOT, 'dist'), path.join(copy, 'dist'), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  folder = copy;
  return copy;
}
