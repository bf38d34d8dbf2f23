import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import type { StoreUnderTest } from '../../contract/storeUnderTest.ts';
import { openDuckDbStore } from '../duckDbTraceStore.ts';

const DAY_US = 86_400_000_000;

/** A store of its own in a new folder, whose spans count as arrived long ago. */
export async function openDuckDbUnderTest(): Promise<StoreUnderTest> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'hopscope-contract-'));
  const store = await openDuckDbStore({
    dataDir,
    settleSeconds: 60,
    thresholds: DEFAULT_THRESHOLDS,
    routes: DEFAULT_ROUTES,
    // Random queries have dozens of terms, and each join of DuckDB takes megabytes however small its tables.
    memoryLimitMb: 1_024,
  });
  return {
    store,
    kept: (spans) => spans,
    longestFound: Number.POSITIVE_INFINITY,
    async put(spans) {
      await store.append(spans, { arrivedUs: Date.now() * 1_000 - DAY_US });
      await store.flush();
    },
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
