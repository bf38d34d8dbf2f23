import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { searchPageSchema } from '../../shared/api/answerSchemas.ts';
import { DEFAULT_THRESHOLDS } from '../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../shared/pipeline/routes.ts';
import type { Span } from '../../shared/span/span.ts';
import { type App, type AppParts, createApp } from '../app.ts';
import { importRoutes } from '../ingest/importRoutes.ts';
import { otlpRoutes } from '../ingest/otlpRoutes.ts';
import { createMetrics } from '../metrics.ts';
import { TraceLayouts } from '../routes/traceLayouts.ts';
import { hostPolicy } from '../security/hosts.ts';
import { openDuckDbStore } from '../stores/duckdb/duckDbTraceStore.ts';
import type { WritableTraceStore } from '../stores/traceStore.ts';

export interface TestApp {
  readonly app: App;
  readonly store: WritableTraceStore;
  readonly parts: AppParts;
  get(address: string, headers?: Record<string, string>): Promise<Response>;
  getJson(address: string): Promise<unknown>;
  /** Stores the spans and waits until their traces can be found. */
  put(...traces: (readonly Span[])[]): Promise<void>;
  close(): Promise<void>;
}

/** The whole app over a store of its own in a new directory; parts can be replaced. */
export async function openTestApp(change: Partial<AppParts> = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'hopscope-app-'));
  const store = await openDuckDbStore({
    dataDir,
    settleSeconds: 0.2,
    thresholds: DEFAULT_THRESHOLDS,
    routes: DEFAULT_ROUTES,
    memoryLimitMb: 128,
  });
  const parts = { ...partsOver(store), ...change };
  const app = createApp(parts);
  const get = async (address: string, headers: Record<string, string> = {}) =>
    await app.request(address, { headers });
  const getJson = async (address: string): Promise<unknown> => (await get(address)).json();
  return {
    app,
    store,
    parts,
    get,
    getJson,
    async put(...traces) {
      await store.append(traces.flat());
      for (const [first] of traces) await untilFound(get, first?.traceId ?? '');
    },
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

function partsOver(store: WritableTraceStore): AppParts {
  const metrics = createMetrics();
  return {
    store,
    layouts: new TraceLayouts(store),
    registry: metrics.registry,
    metrics,
    log: pino({ level: 'silent' }),
    version: '0.0.0-test',
    basePath: '',
    nowMs: Date.now,
    isStopping: () => false,
    hosts: hostPolicy('127.0.0.1', []),
    access: { anonymous: { name: 'local', role: 'operator', via: 'loopback' } },
    pages: undefined,
    otlp: otlpRoutes(store),
    imports: importRoutes(store, (cause) => {
      throw cause;
    }),
  };
}

/** Settled as well: the settle delay of the test store is a fifth of a second. */
async function untilFound(get: TestApp['get'], traceId: string): Promise<void> {
  const deadlineMs = Date.now() + 10_000;
  while (Date.now() < deadlineMs) {
    const answer = await get(`/api/search?q=${traceId}&from=0&to=now%2B999d`);
    const page = searchPageSchema.parse(await answer.json());
    if (page.traces.some((trace) => trace.isSettled)) return;
    await sleep(50);
  }
  throw new Error(`trace ${traceId} was not found settled within 10 s`);
}
