import type { Logger } from 'pino';
import { ok, type Result } from '../shared/result.ts';
import type { Settings } from './config/settings.ts';
import { type Listening, stopListening } from './http/shutdown.ts';
import { createIntake, type Intake } from './intake.ts';
import { createMetrics } from './metrics.ts';
import { openPorts } from './openPorts.ts';
import { openStore } from './openStore.ts';
import { TraceLayouts } from './routes/traceLayouts.ts';
import { hostPolicy } from './security/hosts.ts';
import { readAccess } from './security/readAccess.ts';
import { loadPages } from './static.ts';
import type { TraceStore } from './stores/traceStore.ts';

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
  const metrics = createMetrics();
  const opened = await openStore(settings, { meter: metrics.engine, readText, log });
  if (!opened.ok) return opened;
  const { store } = opened.value;
  const intake = await createIntake(opened.value, { settings, meter: metrics.ingest, log, say });
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
      otlp: intake.otlp,
      imports: intake.imports,
    },
    say,
  );
  if (!ports.ok) {
    await store.close();
    return ports;
  }
  if (pages === undefined) say('The page is not built; npm run dev serves it while developing.');
  say(`Hopscope is ready: ${ports.value.url}`);
  intake.start();
  return ok({
    url: ports.value.url,
    stop: async () => {
      isStopping = true;
      await stopAll(ports.value.listening, intake, store);
    },
  });
}

/** Senders first, then what writes by itself, then the store: nothing acknowledged is lost. */
async function stopAll(
  listening: readonly Listening[],
  intake: Intake,
  store: TraceStore,
): Promise<void> {
  await Promise.all([stopListening(listening), intake.stop()]);
  await store.close();
}
