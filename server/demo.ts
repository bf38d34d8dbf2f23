import type { Logger } from 'pino';
import type { Span } from '../shared/span/span.ts';
import type { SpanSink } from './ingest/spanSink.ts';
import { type SimulatedClock, simulateHistory, simulateLive } from './simulate/simulate.ts';
import { decodedSpans, type WritableTraceStore } from './stores/traceStore.ts';

export interface DemoParts {
  readonly store: WritableTraceStore;
  readonly mode: 'auto' | 'on' | 'off';
  readonly clock: SimulatedClock;
  /** How far back the fleet's past reaches; 6 unless a test has no time. */
  readonly historyHours?: number;
  readonly log: Logger;
  readonly say: (line: string) => void;
}

export interface Demo {
  /** Where real spans go. The first of them ends an automatic demo and takes its spans away. */
  readonly sink: SpanSink;
  start(): void;
  stop(): Promise<void>;
}

const HISTORY_HOURS = 6;
const HISTORY_SEED = 42;
const HOUR_US = 3_600_000_000;

/** Each append waits for the disk, so the history goes in by large batches: 6 hours in a few seconds. */
const HISTORY_BATCH_SPANS = 5_000;

/** A simulated fleet that runs while the settings and what is stored ask for it. */
export async function createDemo(parts: DemoParts): Promise<Demo> {
  const { store, mode, say } = parts;
  const contents = await store.contents();
  // What an earlier run simulated ends hours ago: a new history replaces it.
  if (contents === 'demo') await store.clear();
  if (mode === 'off' || (mode === 'auto' && contents === 'spans')) {
    return { sink: store, start: () => undefined, stop: async () => undefined };
  }
  const fleet = new Fleet(parts, contents !== 'spans');
  return {
    sink: mode === 'on' ? store : endingSink(store, fleet, say),
    start() {
      fleet.start();
      say(mode === 'on' ? 'A simulated fleet runs beside your spans.' : DEMO_RUNS);
    },
    stop: () => fleet.stop(),
  };
}

const DEMO_RUNS =
  'A simulated fleet runs as a demo; the first span you send takes its place (--no-demo: no fleet).';

class Fleet {
  readonly #parts: DemoParts;
  readonly #hasHistory: boolean;
  readonly #stopping = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(parts: DemoParts, hasHistory: boolean) {
    this.#parts = parts;
    this.#hasHistory = hasHistory;
  }

  start(): void {
    this.#ended = this.#run().catch((error: unknown) => {
      this.#parts.log.error({ err: error }, 'the simulated fleet ended');
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    if (this.#hasHistory) await writeHistory(this.#parts, signal);
    await goOnLive(this.#parts, signal);
  }
}

async function writeHistory(
  { store, clock, historyHours = HISTORY_HOURS }: DemoParts,
  signal: AbortSignal,
): Promise<void> {
  const toUs = clock.nowUs();
  const fromUs = toUs - historyHours * HOUR_US;
  let pending: Span[] = [];
  let arrivedUs = fromUs;
  for await (const batch of simulateHistory({ seed: HISTORY_SEED, fromUs, toUs })) {
    if (signal.aborted) return;
    for (const span of batch.spans) pending.push(span);
    arrivedUs = batch.arrivedUs;
    if (pending.length < HISTORY_BATCH_SPANS) continue;
    await store.append(pending, { arrivedUs, isDemo: true });
    pending = [];
  }
  if (pending.length > 0) await store.append(pending, { arrivedUs, isDemo: true });
}

async function goOnLive({ store, clock, log }: DemoParts, signal: AbortSignal): Promise<void> {
  // A seed of its own: the ids of the history, and of earlier runs, are not used again.
  const seed = Math.floor(clock.nowUs() / 1_000_000);
  for await (const { spans, arrivedUs } of simulateLive({ seed, clock, signal })) {
    if (signal.aborted) return;
    try {
      await store.append(spans, { arrivedUs, isDemo: true });
    } catch (error) {
      log.warn({ err: error }, 'a batch of the simulated fleet was not stored');
    }
  }
}

/** Ends the fleet before the first real span is stored; every sender waits until its spans are gone. */
function endingSink(
  store: WritableTraceStore,
  fleet: Fleet,
  say: (line: string) => void,
): SpanSink {
  let ended: Promise<void> | undefined;
  const end = async () => {
    await fleet.stop();
    await store.clear();
    say('Real spans have arrived: the demo has ended and its spans are deleted.');
  };
  return {
    async append(appended, options) {
      // What holds no span that can be read must not end it.
      let spans = appended;
      if (ended === undefined) {
        spans = decodedSpans(appended);
        if (spans.length === 0) return;
      }
      ended ??= end();
      const ending = ended;
      try {
        await ending;
      } catch (error) {
        // The sender tries again, and so does the end of the demo.
        if (ended === ending) ended = undefined;
        throw error;
      }
      await store.append(spans, options);
    },
  };
}
