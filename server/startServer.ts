import type { Logger } from 'pino';
import { ok, type Result } from '../shared/result.ts';
import type { Settings } from './config/settings.ts';
import { createDemo, type Demo } from './demo.ts';
import { type Listening, stopListening } from './http/shutdown.ts';
import { importRoutes } from './ingest/importRoutes.ts';
import { DEFAULT_OTLP_LIMITS, otlpRoutes } from './ingest/otlpRoutes.ts';
import { createMetrics } from './metrics.ts';
import { openPorts } from './openPorts.ts';
import { openStore } from './openStore.ts';
import { TraceLayouts } from './routes/traceLayouts.ts';
import { hostPolicy } from './security/hosts.ts';
import { readAccess } from './security/readAccess.ts';
import { wallClock } from './simulate/wallClock.ts';
import { loadPages } from './static.ts';
import type { WritableTraceStore } from './stores/traceStore.ts';

export interface Surroundings {
  readonly version: string;
  readonly pagesFolder: string;
  readonly readText: (file: string) => string;
  readonly log: Logger;
  /** Plain words for the person at the terminal. */
  readonly say: (line: string) => void;
}

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** Opens the store and both ports, or says in words why it cannot and what to do. */
export async function startServer(
  settings: Settings,
  { version, pagesFolder, readText, log, say }: Surroundings,
): Promise<Result<Running, string>> {
  const onTokensKept = (reason: string) => log.warn(`${reason}; the tokens before it still hold`);
  const access = readAccess({ ...settings, onTokensKept }, readText);
  if (!access.ok) return access;
  const opened = await openStore(settings, log);
  if (!opened.ok) return opened;
  const store = opened.value;
  const demo = await createDemo({ store, mode: settings.demo, clock: wallClock, log, say });
  const metrics = createMetrics();
  const pages = loadPages(pagesFolder, settings.basePath);
  let isStopping = false;
  const ports = await openPorts(
    settings,
    {
      store,
      layouts: new TraceLayouts(store),
      registry: metrics.registry,
      metrics,
      log,
      version,
      basePath: settings.basePath,
      nowMs: Date.now,
      isStopping: () => isStopping,
      hosts: hostPolicy(settings.host, settings.allowedHosts ?? []),
      access: access.value,
      pages,
      otlp: otlpRoutes(demo.sink, DEFAULT_OTLP_LIMITS, metrics.ingest),
      imports: importRoutes(demo.sink, (cause) => log.error({ err: cause }, 'an import failed')),
    },
    say,
  );
  if (!ports.ok) {
    await store.close();
    return ports;
  }
  if (pages === undefined) say('The page is not built; npm run dev serves it while developing.');
  say(`Hopscope is ready: ${ports.value.url}`);
  demo.start();
  return ok({
    url: ports.value.url,
    stop: async () => {
      isStopping = true;
      await stopAll(ports.value.listening, demo, store);
    },
  });
}

/** Senders first, then what writes by itself, then the store: nothing acknowledged is lost. */
async function stopAll(
  listening: readonly Listening[],
  demo: Demo,
  store: WritableTraceStore,
): Promise<void> {
  await Promise.all([stopListening(listening), demo.stop()]);
  await store.close();
}
