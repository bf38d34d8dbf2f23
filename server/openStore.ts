import path from 'node:path';
import type { Logger } from 'pino';
import { fail, ok, type Result } from '../shared/result.ts';
import type { Settings } from './config/settings.ts';
import { engineOf } from './engineOf.ts';
import { openDuckDbStore } from './stores/duckdb/duckDbTraceStore.ts';
import type { EngineMeter } from './stores/elasticsearch/engine/engineClient.ts';
import { StoreUnavailable, type TraceStore, type WritableTraceStore } from './stores/traceStore.ts';

export type OpenedStore =
  | { readonly kind: 'writable'; readonly store: WritableTraceStore }
  | { readonly kind: 'read-only'; readonly store: TraceStore };

interface Surroundings {
  readonly meter: EngineMeter;
  readonly readText: (file: string) => string;
  readonly log: Logger;
}

/** With it the process stays below 600 MB at 50,000 spans a second. */
const MEMORY_LIMIT_MB = 128;

/** The store the settings name, or in words why it cannot be opened and what to do. */
export function openStore(
  settings: Settings,
  surroundings: Surroundings,
): Promise<Result<OpenedStore, string>> {
  return settings.store === 'embedded'
    ? openEmbedded(settings, surroundings.log)
    : openOnEngine(settings, surroundings);
}

async function openEmbedded(settings: Settings, log: Logger): Promise<Result<OpenedStore, string>> {
  const { settleSeconds, thresholds, routes, retention } = settings;
  const dataDir = path.resolve(settings.dataDir);
  try {
    const store = await openDuckDbStore({
      dataDir,
      settleSeconds,
      thresholds,
      routes,
      retention,
      memoryLimitMb: MEMORY_LIMIT_MB,
      log,
    });
    return ok({ kind: 'writable', store });
  } catch (error) {
    if (error instanceof StoreUnavailable) return fail(error.message);
    log.error({ err: error, dataDir }, 'opening the store failed');
    return fail(`The store in ${dataDir} cannot be opened; the log above has the cause.`);
  }
}

/** Opens also while the engine is down: the page says so, and finds it when it is back. */
async function openOnEngine(
  settings: Settings,
  { meter, readText }: Surroundings,
): Promise<Result<OpenedStore, string>> {
  const engine = engineOf(settings, readText);
  if (!engine.ok) return engine;
  // Its HTTP client takes 100 ms and 20 MB to load, which the embedded store has no use for.
  const { openElasticsearchStore } = await import(
    './stores/elasticsearch/elasticsearchTraceStore.ts'
  );
  const { settleSeconds, thresholds, routes } = settings;
  const store = openElasticsearchStore({
    engine: { ...engine.value.access, meter },
    overrides: engine.value.overrides,
    settleSeconds,
    rules: { thresholds, routes },
  });
  return ok({ kind: 'read-only', store });
}
