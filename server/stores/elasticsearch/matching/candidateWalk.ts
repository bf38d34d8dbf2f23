import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineAnswer, JsonBody } from '../engine/engineCall.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { MOST_FORMS, ofTraces, traceIdOfHit } from '../traces/traceIds.ts';
import { type Driver, filterOf } from './driver.ts';

export interface WalkRange {
  /** Epoch microseconds, both included. */
  readonly fromUs: number;
  readonly untilUs: number;
  readonly direction: 'newest' | 'oldest';
  /**
   * The engine reads every span of what it is asked about to find the newest traces, however few
   * are wanted. So of many it is asked about slices of the range; of a number nobody knows at first
   * about the whole, unless a shard has more than so many.
   */
  readonly spans: 'few' | 'many' | UnknownCount;
}

export interface UnknownCount {
  /** Of a shard; where it has more the engine stops there. */
  readonly fewUpTo: number;
}

/** The first slice is one of so many. */
const SLICES = 64;

/** A slice that did not hold enough is followed by one so many times as long. */
const SLICE_GROWTH = 8;

/**
 * The traces with a span of the driver's, by their newest such span (or oldest), each once.
 *
 * A request goes on at the time the last one ended at, that time included, without the traces
 * seen at it: spans of one microsecond are neither lost nor met twice, and the engine need
 * not break ties, which would cost it as much as the search itself.
 */
export class CandidateWalk {
  readonly #driver: Driver;
  readonly #ask: SpanAsk;
  readonly #range: WalkRange;
  readonly #seen = new Set<string>();
  #atUs: number;
  #sliceUs: number;
  /** Absent where it is known whether there are many. */
  #unknown: UnknownCount | undefined;
  #seenAt: string[] = [];
  #isExhausted = false;

  /** @param met  traces that are not to be given again */
  constructor(driver: Driver, range: WalkRange, ask: SpanAsk, met: readonly TraceHint[] = []) {
    this.#driver = driver;
    this.#range = range;
    this.#ask = ask;
    this.#atUs = range.direction === 'newest' ? range.untilUs : range.fromUs;
    this.#unknown = typeof range.spans === 'object' ? range.spans : undefined;
    this.#sliceUs = range.spans === 'many' ? this.#firstSliceUs() : Number.POSITIVE_INFINITY;
    this.#isExhausted = range.untilUs < range.fromUs;
    for (const { traceId } of met) this.#seen.add(traceId);
  }

  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  /** What is still to come has its span at this time or behind it. */
  get atUs(): number {
    return this.#atUs;
  }

  /** About `size` further traces; fewer may come while there are more, none only at the end. */
  async next(size: number): Promise<readonly TraceHint[]> {
    const { limits } = this.#ask.indices;
    const fresh: TraceHint[] = [];
    let isFull = false;
    while (!this.#isExhausted && (fresh.length === 0 || (!isFull && fresh.length < size))) {
      const asked = Math.min(size - fresh.length, limits.maxResultWindow);
      const endUs = this.#sliceEndUs();
      const answer = await this.#find(asked, endUs);
      if (answer.isCutShort) {
        this.#meetMany();
        continue;
      }
      const before = fresh.length;
      this.#take(answer, fresh);
      isFull = answer.hits.length >= asked;
      if (isFull && this.#seenAt.length * MOST_FORMS > limits.maxTermsCount / 2) this.#leaveTime();
      if (!isFull) this.#leaveSlice(endUs);
      else if (answer.isPartial && fresh.length === before) this.#isExhausted = true;
    }
    return fresh;
  }

  #meetMany(): void {
    this.#sliceUs = this.#firstSliceUs();
    this.#unknown = undefined;
  }

  #firstSliceUs(): number {
    const { fromUs, untilUs } = this.#range;
    return Math.max(1, Math.ceil((untilUs - fromUs) / SLICES));
  }

  /** The last time of what is looked at now, included. */
  #sliceEndUs(): number {
    const { fromUs, untilUs, direction } = this.#range;
    return direction === 'newest'
      ? Math.max(fromUs, this.#atUs - this.#sliceUs)
      : Math.min(untilUs, this.#atUs + this.#sliceUs);
  }

  /** More traces at one time than can be told apart from it: the rest of them is left out, aloud. */
  #leaveTime(): void {
    this.#ask.call.missing(
      `Too many traces have a span in the same microsecond, ${new Date(this.#atUs / 1000).toISOString()}: some of them are left out.`,
    );
    this.#seenAt = [];
    this.#atUs += this.#range.direction === 'newest' ? -1 : 1;
  }

  /** All there is up to its end has been seen. */
  #leaveSlice(endUs: number): void {
    const { fromUs, untilUs, direction } = this.#range;
    this.#isExhausted = endUs === (direction === 'newest' ? fromUs : untilUs);
    if (this.#isExhausted) return;
    this.#atUs = direction === 'newest' ? endUs - 1 : endUs + 1;
    this.#seenAt = [];
    this.#sliceUs *= SLICE_GROWTH;
  }

  #find(size: number, endUs: number): Promise<EngineAnswer> {
    const { fields, spans } = this.#ask.indices;
    const isNewest = this.#range.direction === 'newest';
    const range = isNewest
      ? startedIn(fields, endUs, this.#atUs + 1)
      : startedIn(fields, this.#atUs, endUs + 1);
    const body: JsonBody = {
      size,
      track_total_hits: false,
      stored_fields: '_none_',
      ...(this.#unknown && { terminate_after: this.#unknown.fewUpTo }),
      query: {
        bool: {
          filter: [...range, ...filterOf(this.#driver)],
          ...(this.#seenAt.length > 0 && {
            must_not: [ofTraces(fields.traceId, this.#seenAt)],
          }),
        },
      },
      sort: [{ [fields.startTime]: isNewest ? 'desc' : 'asc' }],
      collapse: { field: fields.traceId },
    };
    return this.#ask.call.search({ indices: spans, body });
  }

  #take({ hits }: EngineAnswer, fresh: TraceHint[]): void {
    const { fields } = this.#ask.indices;
    for (const hit of hits) {
      const seenUs = Number(hit.sort[0]);
      if (!Number.isFinite(seenUs)) continue;
      if (seenUs !== this.#atUs) this.#seenAt = [];
      this.#atUs = seenUs;
      const traceId = traceIdOfHit(hit, fields.traceId);
      if (traceId === undefined) continue;
      this.#seenAt.push(traceId);
      if (this.#seen.has(traceId)) continue;
      this.#seen.add(traceId);
      fresh.push({ traceId, seenUs });
    }
  }
}
