import type { Completeness } from '../../../../shared/api/completeness.ts';
import { EngineUnavailable } from '../../traceStore.ts';
import { Coverage } from './coverage.ts';
import type { EngineAnswer, EngineCall, EngineSearch } from './engineCall.ts';
import type { EngineClient } from './engineClient.ts';
import { FlightGate } from './flightGate.ts';
import { engineTimeoutMs, MULTI_SEARCH, readMultiSearch, writeMultiSearch } from './multiSearch.ts';

export interface CallBounds {
  /** For everything one call of the port asks; below what a request of ours may take. */
  readonly callMs: number;
  /** For one exchange with the engine. */
  readonly searchMs: number;
}

export const CALL_BOUNDS: CallBounds = { callMs: 25_000, searchMs: 10_000 };

/** Is told how the engine does, call by call. */
export interface EngineWatch {
  answered(isPartial: boolean): void;
  failed(error: unknown): void;
}

const MAX_AT_ONCE = 4;

/** An `EngineCall` over a client: deadline and coverage of one call of the port. */
export class PortCall implements EngineCall {
  readonly signal: AbortSignal;
  readonly #client: EngineClient;
  readonly #bounds: CallBounds;
  readonly #endsMs: number;
  readonly #gate = new FlightGate(MAX_AT_ONCE);
  readonly #coverage = new Coverage();
  readonly #watch: EngineWatch | undefined;

  constructor(
    client: EngineClient,
    signal: AbortSignal,
    bounds: CallBounds = CALL_BOUNDS,
    watch?: EngineWatch,
  ) {
    this.signal = signal;
    this.#client = client;
    this.#bounds = bounds;
    this.#watch = watch;
    this.#endsMs = performance.now() + bounds.callMs;
  }

  async search(search: EngineSearch): Promise<EngineAnswer> {
    const [answer] = await this.searchAll([search]);
    if (answer === undefined) throw new EngineUnavailable('The engine answers nothing.');
    return answer;
  }

  searchAll(searches: readonly EngineSearch[]): Promise<readonly EngineAnswer[]> {
    if (searches.length === 0) return Promise.resolve([]);
    return this.#gate.pass(this.signal, async () => {
      const deadlineMs = Math.min(this.remainingMs(), this.#bounds.searchMs);
      if (deadlineMs === 0) throw new EngineUnavailable(OUT_OF_TIME);
      try {
        const answers = await this.#ask(searches, deadlineMs);
        this.#watch?.answered(answers.some(({ isPartial }) => isPartial));
        return answers;
      } catch (error) {
        if (!this.signal.aborted) this.#watch?.failed(error);
        throw error;
      }
    });
  }

  async #ask(
    searches: readonly EngineSearch[],
    deadlineMs: number,
  ): Promise<readonly EngineAnswer[]> {
    const body = writeMultiSearch(searches, engineTimeoutMs(deadlineMs));
    const ask = { ...MULTI_SEARCH, kind: 'search', body, deadlineMs } as const;
    const reply = await this.#client.ask(ask, this.signal);
    return readMultiSearch(reply, searches.length, this.#coverage, this.#client.hasCredentials);
  }

  remainingMs(): number {
    return Math.max(0, this.#endsMs - performance.now());
  }

  note(sentence: string): void {
    this.#coverage.note(sentence);
  }

  /** As `note`, where something that matches may be missing from every answer of this call. */
  missing(sentence: string): void {
    this.#coverage.missing(sentence);
  }

  absorb(completeness: Completeness): void {
    this.#coverage.absorb(completeness);
  }

  completeness(own?: Partial<Completeness>): Completeness {
    return this.#coverage.completeness(own);
  }
}

const OUT_OF_TIME =
  'The engine needed too long for all that was to be asked: a shorter time range may do.';
