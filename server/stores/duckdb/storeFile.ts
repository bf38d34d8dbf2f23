import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { StoreUnavailable } from '../traceStore.ts';
import type { StoreLog } from './storeLog.ts';

const STORE_FILE = 'hopscope.duckdb';

/** Files open in this process: DuckDB would open one twice without a word and corrupt it. */
const OPEN_FILES = new Set<string>();

/** Claims the store's file in the data directory, making the directory if need be. */
export async function claimStoreFile(dataDir: string): Promise<string> {
  const file = path.join(path.resolve(dataDir), STORE_FILE);
  if (OPEN_FILES.has(file)) throw inUse(dataDir, process.pid);
  await ensureWritable(dataDir);
  OPEN_FILES.add(file);
  return file;
}

export function releaseStoreFile(file: string): void {
  OPEN_FILES.delete(file);
}

/** What opening the file failed of, in words that say what to do; other causes come back as they are. */
export function whyNotOpened(dataDir: string, cause: unknown): unknown {
  const message = cause instanceof Error ? cause.message : String(cause);
  const holder = /Conflicting lock is held in .*\(PID (\d+)\)/.exec(message)?.[1];
  if (holder !== undefined) return inUse(dataDir, Number(holder), cause);
  if (/Could not set lock/.test(message)) return inUse(dataDir, undefined, cause);
  if (/Trying to read a database file with version number/.test(message)) {
    return new StoreUnavailable(
      `The store in ${dataDir} was written by a newer version. Start that one, or name another data directory: --data-dir /path`,
      { cause },
    );
  }
  return cause;
}

/** The file is no database any more: its header, a block's checksum or its length is wrong. */
export function isDamaged(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    /not a valid DuckDB database|Corrupt database file|Could not read enough bytes|Serialization Error|corrupt/i.test(
      cause.message,
    )
  );
}

/** Moves a damaged file out of the way; nothing is deleted. */
export async function setAside(file: string, cause: unknown, log: StoreLog): Promise<void> {
  const suffix = `damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  await rename(file, `${file}.${suffix}`);
  await renameIfThere(`${file}.wal`, `${file}.wal.${suffix}`);
  log.error(
    { err: cause, movedTo: `${file}.${suffix}` },
    `The store's file was damaged. It is kept as ${path.basename(file)}.${suffix}; a new store begins.`,
  );
}

async function renameIfThere(from: string, to: string): Promise<void> {
  const isThere = await stat(from).then(
    () => true,
    () => false,
  );
  if (isThere) await rename(from, to);
}

// Writing is tried and not asked for: permissions do not tell of read-only file systems.
async function ensureWritable(dataDir: string): Promise<void> {
  const probe = path.join(dataDir, `.writable-${process.pid}`);
  try {
    await mkdir(dataDir, { recursive: true });
    await (await open(probe, 'w')).close();
    await rm(probe);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreUnavailable(
      `The data directory ${dataDir} cannot be written (${reason}). Make it writable, or name another: --data-dir /path`,
      { cause },
    );
  }
}

function inUse(dataDir: string, pid: number | undefined, cause?: unknown): StoreUnavailable {
  const holder = pid === undefined ? 'another process' : `process ${pid}`;
  return new StoreUnavailable(
    `The data directory ${dataDir} is in use by ${holder}. Stop that process, or start with another directory: --data-dir /path`,
    { cause },
  );
}
