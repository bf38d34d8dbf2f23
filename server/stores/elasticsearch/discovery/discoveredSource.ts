import type { StoreDescription } from '../../../../shared/api/answers.ts';
import { StoreUnavailable } from '../../traceStore.ts';
import { AnswerTooLarge, SearchRefused } from '../engine/engineCall.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { CALL_BOUNDS, type CallBounds, type EngineWatch, PortCall } from '../engine/portCall.ts';
import { describeSource } from './describeSource.ts';
import {
  type Discovered,
  type DiscoveryOverrides,
  discoverSpanIndices,
} from './discoverSpanIndices.ts';
import { EngineAsker } from './engineAsker.ts';
import type { SpanAsk, SpanSource } from './spanSource.ts';

export interface SourceTimes {
  /** Older knowledge is renewed beside the call that meets it. */
  readonly freshMs: number;
  /** Still older knowledge is waited for: nobody has asked for long, much may have changed. */
  readonly oldMs: number;
  /** For the badge: the engine is asked again whether it is there. */
  readonly aliveMs: number;
  /** Discoveries are at least so far apart, however much fails. */
  readonly pauseMs: number;
  /** How long a description waits for the engine before it says what was last known. */
  readonly describeMs: number;
}

const TIMES: SourceTimes = {
  freshMs: 60_000,
  oldMs: 300_000,
  aliveMs: 15_000,
  pauseMs: 2_000,
  describeMs: 700,
};

interface Options {
  readonly overrides?: DiscoveryOverrides;
  readonly bounds?: CallBounds;
  readonly times?: Partial<SourceTimes>;
}

/** Finds out about the span indices when first asked, and again when time or a failure says so. */
export class DiscoveredSource implements SpanSource, EngineWatch {
  readonly #client: EngineClient;
  readonly #overrides: DiscoveryOverrides;
  readonly #bounds: CallBounds;
  readonly #times: SourceTimes;
  readonly #closing = new AbortController();
  #known: Discovered | undefined;
  #knownMs = Number.NEGATIVE_INFINITY;
  #startedMs = Number.NEGATIVE_INFINITY;
  #running: Promise<Discovered> | undefined;
  /** Why the engine did not answer last; `undefined` while it does. */
  #failure: string | undefined;

  constructor(client: EngineClient, { overrides = {}, bounds = CALL_BOUNDS, times }: Options = {}) {
    this.#client = client;
    this.#overrides = overrides;
    this.#bounds = bounds;
    this.#times = { ...TIMES, ...times };
  }

  /** Begins to find out, so that the first who asks need not wait for all of it. */
  start(): void {
    this.#discoverBeside();
  }

  async begin(signal: AbortSignal, callMs = this.#bounds.callMs): Promise<SpanAsk> {
    signal.throwIfAborted();
    const { freshMs, oldMs } = this.#times;
    let known = this.#known;
    if (known === undefined || this.#ageMs() > oldMs) known = await until(this.#discover(), signal);
    else if (this.#ageMs() > freshMs) this.#discoverBeside();
    const call = new PortCall(this.#client, signal, { ...this.#bounds, callMs }, this);
    for (const sentence of known.missing) call.missing(sentence);
    return { indices: known.indices, call };
  }

  async describe(signal: AbortSignal): Promise<StoreDescription> {
    signal.throwIfAborted();
    if (this.#failure !== undefined || this.#ageMs() > this.#times.aliveMs) {
      this.#discoverBeside();
      if (this.#running !== undefined) await this.#settleFor(this.#running, signal);
    }
    // Who goes away at once is told so, even where there was nothing to wait for.
    await Promise.resolve();
    signal.throwIfAborted();
    return describeSource(this.#known, this.#failure);
  }

  async close(): Promise<void> {
    this.#closing.abort(new StoreUnavailable('The store is closed.'));
    await this.#client.close();
  }

  answered(isPartial: boolean): void {
    this.#failure = undefined;
    if (isPartial) this.#distrust();
  }

  failed(error: unknown): void {
    if (error instanceof AnswerTooLarge) return;
    if (error instanceof StoreUnavailable) this.#failure = error.message;
    if (error instanceof StoreUnavailable || error instanceof SearchRefused) this.#distrust();
  }

  /** Something is not as it was: the next call finds out. */
  #distrust(): void {
    const { freshMs } = this.#times;
    this.#knownMs = Math.min(this.#knownMs, performance.now() - freshMs - 1);
  }

  #ageMs(): number {
    return performance.now() - this.#knownMs;
  }

  #discoverBeside(): void {
    if (performance.now() - this.#startedMs < this.#times.pauseMs) return;
    // What it failed of is kept for the badge.
    this.#discover().catch(() => undefined);
  }

  #discover(): Promise<Discovered> {
    this.#running ??= this.#discoverNow().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #discoverNow(): Promise<Discovered> {
    this.#startedMs = performance.now();
    try {
      const ask = new EngineAsker(this.#client, this.#closing.signal);
      this.#known = await discoverSpanIndices(ask, this.#overrides);
      this.#knownMs = performance.now();
      this.#failure = undefined;
      return this.#known;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  /** Waits for it, but not long, and whatever comes of it. */
  async #settleFor(running: Promise<unknown>, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#times.describeMs);
    });
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    try {
      await until(Promise.race([settled, late]), signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The promise is shared: who goes away leaves it running for the others. */
function until<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
