import type { TimeRange } from '../../traceStore.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceBank, TraceHint } from '../traces/traceBank.ts';
import { ofTraces } from '../traces/traceIds.ts';
import { CandidateWalk, type WalkRange } from './candidateWalk.ts';
import { commonTraces } from './commonTraces.ts';
import { type CountedDriver, driversOf, EVERY_SPAN, filterOf } from './driver.ts';
import { FEW_SPANS, type FirstSpans, firstSpans, isFrequent, SPANS_AT_ONCE } from './firstSpans.ts';
import { LOOK_BEHIND_US, lateCandidates } from './lateCandidates.ts';
import {
  type FoundTrace,
  type Judgement,
  leavesToAsk,
  matchesAmong,
  type Possible,
  possibleAmong,
} from './possible.ts';
import type { MetDriver } from './rareDriver.ts';
import type { TraceFormula } from './traceFormula.ts';

export interface WalkedQuestion {
  readonly formula: TraceFormula;
  readonly driver: MetDriver;
  readonly range: TimeRange;
  readonly direction: 'newest' | 'oldest';
  /** Where an earlier walk of the same question left off; the end of the range when absent. */
  readonly resumeUs?: number;
  /** Whether traces are looked for that match only behind the end of the range. */
  readonly looksBehind: boolean;
  /** Told as soon as it is known that the driver has many spans. */
  readonly onMany?: () => void;
}

/** With no more candidates than this all are asked about at once. */
const FEW_CANDIDATES = 10_000;
const FIRST_CHUNK = 200;

/** After so many candidates of which hardly one was possible the walk asks another way. */
const POOR_AFTER = 2_000;
const POOR_SHARE = 0.01;
const COMMON_MS = 4_000;

/**
 * Matching traces by the newest span that makes them candidates (or the oldest): candidates
 * in chunks, asked of the engine in large batches, and of those that are left only as many made
 * into summaries as are wanted.
 */
export class MatchWalk {
  readonly #question: WalkedQuestion;
  readonly #judgement: Judgement;
  readonly #bank: TraceBank;
  readonly #ask: SpanAsk;
  #candidates: CandidateWalk;
  /** It begins with spans as they come, not with one of each trace. */
  #beginsWithSpans: boolean;
  #possible: Possible[] = [];
  #chunk: number;
  #candidateCount = 0;
  #possibleCount = 0;
  #triedCommon = false;
  #hasLooked: boolean;

  constructor(question: WalkedQuestion, bank: TraceBank, ask: SpanAsk) {
    this.#question = question;
    this.#bank = bank;
    this.#ask = ask;
    const { formula, driver } = question;
    this.#judgement = { formula, driver: driver.driver };
    const spans = spansOf(driver, ask.indices);
    if (spans === 'many') question.onMany?.();
    this.#beginsWithSpans = spans === 'atOnce';
    this.#candidates = this.#walkOf(spans === 'many' ? 'many' : 'few');
    this.#chunk =
      (driver.spanCount ?? Number.POSITIVE_INFINITY) <= FEW_CANDIDATES
        ? FEW_CANDIDATES
        : FIRST_CHUNK;
    this.#hasLooked = !question.looksBehind || driver.driver === EVERY_SPAN;
  }

  /** Every candidate has been looked at. */
  get isExhausted(): boolean {
    return this.#possible.length === 0 && this.hasMetAll;
  }

  /** What is still to come was seen at this time or behind it. */
  get atUs(): number {
    return this.#possible[0]?.seenUs ?? this.#candidates.atUs;
  }

  /** Traces the engine cannot rule out that were met and not given yet, in order. */
  get waiting(): readonly TraceHint[] {
    return this.#possible;
  }

  /** Those waiting are all there are. */
  get hasMetAll(): boolean {
    return this.#candidates.isExhausted && this.#hasLooked;
  }

  /** Looks for about `size` candidates unless some are waiting. */
  async look(size: number): Promise<void> {
    if (this.#possible.length === 0 && !this.hasMetAll) await this.#fill(size);
  }

  /** Matches among the next `size` traces the engine cannot rule out; perhaps none. */
  async next(size: number): Promise<readonly FoundTrace[]> {
    await this.look(size);
    const traces = this.#possible.splice(0, size);
    if (traces.length === 0) return [];
    const found = await matchesAmong(traces, this.#judgement, this.#bank, this.#ask);
    const { fromUs, toUs } = this.#question.range;
    return found.filter(({ summary: { startUs } }) => startUs >= fromUs && startUs < toUs);
  }

  /** One chunk of candidates; the first time also those behind the range. */
  async #fill(size: number): Promise<void> {
    const asksEngine = leavesToAsk(this.#judgement).length > 0;
    const chunk = asksEngine ? Math.max(this.#chunk, size) : size;
    this.#chunk = Math.min(chunk * 2, FEW_CANDIDATES);
    const inRange = this.#beginsWithSpans ? this.#meet(chunk) : this.#candidates.next(chunk);
    const met = await Promise.all([this.#judge(this.#late()), this.#judge(inRange)]);
    const possible = afterLate(met);
    this.#possible.push(...possible);
    this.#possibleCount += possible.length;
    await this.#askAnotherWay();
  }

  async #judge(candidates: Promise<readonly TraceHint[]>): Promise<readonly Possible[]> {
    const traces = await candidates;
    this.#candidateCount += traces.length;
    return possibleAmong(traces, this.#judgement, this.#ask);
  }

  /** The first chunk: all there is, unless nobody knew how many spans the driver has. */
  async #meet(chunk: number): Promise<readonly TraceHint[]> {
    this.#beginsWithSpans = false;
    const { driver, onMany } = this.#question;
    const first = driver.first ?? (await firstSpans(driver.driver, this.#bounds(), this.#ask));
    if (first !== undefined) {
      this.#candidates = this.#walkOf('few', first);
      return first.traces;
    }
    onMany?.();
    this.#candidates = this.#walkOf('many');
    return this.#candidates.next(chunk);
  }

  #bounds(): Omit<WalkRange, 'spans'> {
    const { range, direction, resumeUs } = this.#question;
    const lastUs = range.toUs - 1;
    const untilUs = direction === 'newest' ? Math.min(resumeUs ?? lastUs, lastUs) : lastUs;
    return { direction, fromUs: range.fromUs, untilUs };
  }

  /** @param met  goes on behind these */
  #walkOf(spans: WalkRange['spans'], met?: FirstSpans): CandidateWalk {
    const { driver, direction } = this.#question;
    const bounds = this.#bounds();
    const rest =
      direction === 'newest'
        ? { untilUs: met?.reachedUs ?? bounds.fromUs - 1 }
        : { fromUs: met?.reachedUs ?? bounds.untilUs + 1 };
    const range = { ...bounds, ...(met && rest), spans };
    return new CandidateWalk(driver.driver, range, this.#ask, met?.traces);
  }

  /**
   * Two frequent things that hardly ever meet would be walked through to the end: reading the
   * traces of each whole takes less, and shows for certain when they never do.
   */
  async #askAnotherWay(): Promise<void> {
    const isPoor = this.#possibleCount < this.#candidateCount * POOR_SHARE;
    if (this.#triedCommon || !isPoor || this.#candidateCount < POOR_AFTER) return;
    this.#triedCommon = true;
    const { formula, driver, range, direction } = this.#question;
    const drivers = driversOf(formula);
    if (drivers.length < 2 || this.#candidates.isExhausted) return;
    const window = { fromUs: range.fromUs, toUs: range.toUs + LOOK_BEHIND_US };
    const limitMs = Math.min(COMMON_MS, this.#ask.call.remainingMs() / 2);
    const common = await commonTraces(drivers, window, limitMs, this.#ask);
    const { fields, limits } = this.#ask.indices;
    if (common === undefined || common.size * 3 > limits.maxTermsCount) return;
    const filter = [...filterOf(driver.driver), ofTraces(fields.traceId, common)];
    const { atUs } = this.#candidates;
    this.#candidates = new CandidateWalk(
      { dsl: { bool: { filter } }, implies: driver.driver.implies },
      direction === 'newest'
        ? { direction, fromUs: range.fromUs, untilUs: atUs, spans: 'few' }
        : { direction, fromUs: atUs, untilUs: range.toUs - 1, spans: 'few' },
      this.#ask,
    );
  }

  async #late(): Promise<readonly TraceHint[]> {
    if (this.#hasLooked) return [];
    this.#hasLooked = true;
    const { driver, range } = this.#question;
    return await lateCandidates(driver.driver, range, this.#ask);
  }
}

function spansOf(
  { driver, spanCount }: CountedDriver,
  indices: SpanIndices,
): 'atOnce' | 'few' | 'many' {
  if (driver === EVERY_SPAN) return 'many';
  if (spanCount === undefined) return isFrequent(driver, indices) ? 'many' : 'atOnce';
  if (spanCount <= SPANS_AT_ONCE) return 'atOnce';
  return spanCount > FEW_SPANS ? 'many' : 'few';
}

function afterLate([late, inRange]: readonly [
  readonly Possible[],
  readonly Possible[],
]): readonly Possible[] {
  const known = new Set(late.map(({ traceId }) => traceId));
  return [...late, ...inRange.filter(({ traceId }) => !known.has(traceId))];
}
