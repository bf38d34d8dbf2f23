import type { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Settings } from './config/settings.ts';
import { createDemo } from './demo.ts';
import type { AppEnv } from './http/appEnv.ts';
import { importRoutes } from './ingest/importRoutes.ts';
import { DEFAULT_OTLP_LIMITS, otlpRoutes } from './ingest/otlpRoutes.ts';
import { readOnlyImports, readOnlyOtlp } from './ingest/readOnlyIngest.ts';
import type { IngestMeter } from './ingest/spanSink.ts';
import type { OpenedStore } from './openStore.ts';
import { wallClock } from './simulate/wallClock.ts';

/** How spans come in, where they do. */
export interface Intake {
  readonly otlp: Hono;
  readonly imports: Hono<AppEnv>;
  /** Begins what writes by itself. */
  start(): void;
  stop(): Promise<void>;
}

interface Parts {
  readonly settings: Pick<Settings, 'demo'>;
  readonly meter: IngestMeter;
  readonly log: Logger;
  readonly say: (line: string) => void;
}

/** Routes and the demo over a store that takes spans, refusals over one that only reads. */
export async function createIntake(
  opened: OpenedStore,
  { settings, meter, log, say }: Parts,
): Promise<Intake> {
  if (opened.kind === 'read-only') {
    return {
      otlp: readOnlyOtlp(),
      imports: readOnlyImports(),
      start: () => undefined,
      stop: async () => undefined,
    };
  }
  const { store } = opened;
  const demo = await createDemo({ store, mode: settings.demo, clock: wallClock, log, say });
  return {
    otlp: otlpRoutes(demo.sink, DEFAULT_OTLP_LIMITS, meter),
    imports: importRoutes(demo.sink, (cause) => log.error({ err: cause }, 'an import failed')),
    start: () => demo.start(),
    stop: () => demo.stop(),
  };
}
