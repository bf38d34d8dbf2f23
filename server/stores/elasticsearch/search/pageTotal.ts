import type { TimeRange } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { countBegun, countTracesOf } from '../matching/countMatches.ts';
import type { MatchWalk } from '../matching/matchWalk.ts';
import { type Judgement, leavesToAsk } from '../matching/possible.ts';
import { isForEngine } from '../matching/traceFormula.ts';
import type { Total } from './pageCursor.ts';

/**
 * How many traces match in all. Where the engine alone can tell it does so while the page is
 * being read; else as many match as were found.
 */
export class PageTotal {
  readonly #judgement: Judgement;
  readonly #range: TimeRange;
  readonly #ask: SpanAsk;
  #counting: Promise<Total> | undefined;

  /** @param known  from the page before */
  constructor(judgement: Judgement, range: TimeRange, ask: SpanAsk, known?: Total) {
    this.#judgement = judgement;
    this.#range = range;
    this.#ask = ask;
    this.#counting = known && Promise.resolve(known);
  }

  /** There are so many candidates that they have to be counted without looking at each. */
  countMany(): void {
    const isOneDriver = leavesToAsk(this.#judgement).length === 0;
    if (!isOneDriver) return;
    this.#begin(() => countTracesOf(this.#judgement.driver, this.#range, this.#ask));
  }

  /** After the first look. */
  countMet(walk: MatchWalk): void {
    if (!walk.hasMetAll) {
      this.countMany();
      return;
    }
    const traceIds = walk.waiting.map(({ traceId }) => traceId);
    this.#begin(() => countBegun(traceIds, this.#range, this.#ask));
  }

  /** @param isAll  nothing was left to be found */
  async of(foundCount: number, isAll: boolean): Promise<Total> {
    if (isAll) return { value: foundCount, relation: 'eq' };
    return (await this.#counting) ?? { value: foundCount, relation: 'gte' };
  }

  #begin(count: () => Promise<Total>): void {
    if (this.#counting !== undefined || !isForEngine(this.#judgement.formula)) return;
    this.#counting = count();
    // It is awaited only after the search, which may fail before.
    this.#counting.catch(() => undefined);
  }
}
