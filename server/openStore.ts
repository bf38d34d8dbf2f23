import path from 'node:path';
import type { Logger } from 'pino';
import { fail, ok, type Result } from '../shared/result.ts';
import type { Settings } from './config/settings.ts';
import { openDuckDbStore } from './stores/duckdb/duckDbTraceStore.ts';
import { StoreUnavailable, type WritableTraceStore } from './stores/traceStore.ts';

/** With it the process stays below 600 MB at 50,000 spans a second. */
const MEMORY_LIMIT_MB = 128;

/** The store the settings name, or in words why it cannot be opened and what to do. */
export async function openStore(
  settings: Settings,
  log: Logger,
): Promise<Result<WritableTraceStore, string>> {
  const { settleSeconds, thresholds, routes, retention } = settings;
  const dataDir = path.resolve(settings.dataDir);
  try {
    return ok(
      await openDuckDbStore({
        dataDir,
        settleSeconds,
        thresholds,
        routes,
        retention,
        memoryLimitMb: MEMORY_LIMIT_MB,
        log,
      }),
    );
  } catch (error) {
    if (error instanceof StoreUnavailable) return fail(error.message);
    log.error({ err: error, dataDir }, 'opening the store failed');
    return fail(`The store in ${dataDir} cannot be opened; the log above has the cause.`);
  }
}
