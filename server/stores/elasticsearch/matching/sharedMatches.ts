import type { Completeness } from '../../../../shared/api/completeness.ts';
import type { SpanAsk, SpanSource } from '../discovery/spanSource.ts';
import type {
  MatchCount,
  MatchingIds,
  NewestMatches,
  TraceMatches,
  TraceQuestion,
} from './traceMatches.ts';

/** A page asks for facets, histogram and breakdown of one question at once, and again when it is reloaded. */
const KEPT_MS = 5_000;

/** An answer may hold thousands of summaries. */
const MOST_KEPT = 8;

interface Work {
  readonly result: Promise<Shared>;
  readonly controller: AbortController;
  waiting: number;
}

interface Shared {
  readonly value: NewestMatches | MatchingIds | MatchCount | undefined;
  readonly completeness: Completeness;
}

/**
 * Traces of equal questions asked within seconds are found once. The work has an abort of its
 * own: it stops when the last who waits for it has gone.
 */
export class SharedMatches implements TraceMatches {
  readonly #matches: TraceMatches;
  readonly #source: SpanSource;
  readonly #works = new Map<string, Work>();

  constructor(matches: TraceMatches, source: SpanSource) {
    this.#matches = matches;
    this.#source = source;
  }

  newest(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<NewestMatches> {
    return this.#share(['newest', limit], question, ask, (own) =>
      this.#matches.newest(question, limit, own),
    );
  }

  few(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<NewestMatches | undefined> {
    return this.#share(['few', limit], question, ask, (own) =>
      this.#matches.few(question, limit, own),
    );
  }

  ids(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<MatchingIds> {
    return this.#share(['ids', limit], question, ask, (own) =>
      this.#matches.ids(question, limit, own),
    );
  }

  idsEndingIn(
    question: TraceQuestion,
    endings: readonly string[],
    limit: number,
    ask: SpanAsk,
  ): Promise<MatchingIds> {
    return this.#share(['idsEndingIn', ...endings, limit], question, ask, (own) =>
      this.#matches.idsEndingIn(question, endings, limit, own),
    );
  }

  count(question: TraceQuestion, ask: SpanAsk): Promise<MatchCount> {
    return this.#share(['count'], question, ask, (own) => this.#matches.count(question, own));
  }

  guess(question: TraceQuestion, ask: SpanAsk): number | undefined {
    return this.#matches.guess(question, ask);
  }

  async #share<T extends Shared['value']>(
    what: readonly (string | number)[],
    { where, fromUs, toUs }: TraceQuestion,
    ask: SpanAsk,
    find: (own: SpanAsk) => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify([...what, where, fromUs, toUs]);
    const work = this.#works.get(key) ?? this.#begin(key, find);
    const { value, completeness } = await this.#wait(key, work, ask.call.signal);
    ask.call.absorb(completeness);
    // The key names the kind of question, and with it the type of the answer.
    return value as T;
  }

  #begin(key: string, find: (own: SpanAsk) => Promise<Shared['value']>): Work {
    const controller = new AbortController();
    const result = this.#source.begin(controller.signal).then(async (own) => ({
      value: await find(own),
      completeness: own.call.completeness(),
    }));
    const work: Work = { result, controller, waiting: 0 };
    this.#works.set(key, work);
    result.then(
      ({ completeness }) => this.#keep(key, work, completeness.isComplete ? KEPT_MS : 0),
      () => this.#keep(key, work, 0),
    );
    return work;
  }

  #keep(key: string, work: Work, forMs: number): void {
    const forget = () => {
      if (this.#works.get(key) === work) this.#works.delete(key);
    };
    if (forMs === 0) forget();
    else setTimeout(forget, forMs).unref();
    if (this.#works.size <= MOST_KEPT) return;
    for (const [oldest, { waiting }] of this.#works) {
      if (waiting > 0) continue;
      this.#works.delete(oldest);
      return;
    }
  }

  #wait(key: string, work: Work, signal: AbortSignal): Promise<Shared> {
    signal.throwIfAborted();
    work.waiting++;
    const leave = () => {
      work.waiting--;
    };
    return new Promise((resolve, reject) => {
      const goAway = () => {
        leave();
        if (work.waiting === 0) {
          work.controller.abort(signal.reason);
          if (this.#works.get(key) === work) this.#works.delete(key);
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', goAway, { once: true });
      work.result
        .finally(() => {
          signal.removeEventListener('abort', goAway);
          if (!signal.aborted) leave();
        })
        .then(resolve, reject);
    });
  }
}
