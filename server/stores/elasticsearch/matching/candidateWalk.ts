import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineAnswer, JsonBody } from '../engine/engineCall.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { canonicalTraceId, storedTraceIds } from '../traces/traceIds.ts';
import { type Driver, filterOf } from './driver.ts';

export interface WalkRange {
  /** Epoch microseconds, both included. */
  readonly fromUs: number;
  readonly untilUs: number;
  readonly direction: 'newest' | 'oldest';
}

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
  #seenAt: string[] = [];
  #isExhausted = false;

  constructor(driver: Driver, range: WalkRange, ask: SpanAsk) {
    this.#driver = driver;
    this.#range = range;
    this.#ask = ask;
    this.#atUs = range.direction === 'newest' ? range.untilUs : range.fromUs;
    this.#isExhausted = range.untilUs < range.fromUs;
  }

  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  /** What is still to come has its span at this time or behind it. */
  get atUs(): number {
    return this.#atUs;
  }

  /** Up to `size` further traces; fewer may come while there are more, none only at the end. */
  async next(size: number): Promise<readonly TraceHint[]> {
    while (!this.#isExhausted) {
      const asked = Math.min(size, this.#ask.indices.limits.maxResultWindow);
      const fresh = this.#take(await this.#find(asked), asked);
      if (fresh.length > 0) return fresh;
    }
    return [];
  }

  #find(size: number): Promise<EngineAnswer> {
    const { fields, spans } = this.#ask.indices;
    const { fromUs, untilUs, direction } = this.#range;
    const isNewest = direction === 'newest';
    const range = isNewest
      ? startedIn(fields, fromUs, this.#atUs + 1)
      : startedIn(fields, this.#atUs, untilUs + 1);
    const body: JsonBody = {
      size,
      track_total_hits: false,
      stored_fields: '_none_',
      query: {
        bool: {
          filter: [...range, ...filterOf(this.#driver)],
          ...(this.#seenAt.length > 0 && {
            must_not: [{ terms: { [fields.traceId]: this.#seenAt } }],
          }),
        },
      },
      sort: [{ [fields.startTime]: isNewest ? 'desc' : 'asc' }],
      collapse: { field: fields.traceId },
    };
    return this.#ask.call.search({ indices: spans, body });
  }

  #take({ hits, isPartial }: EngineAnswer, asked: number): readonly TraceHint[] {
    const { fields } = this.#ask.indices;
    const fresh: TraceHint[] = [];
    for (const hit of hits) {
      const seenUs = Number(hit.sort[0]);
      const stored = hit.fields[fields.traceId]?.[0];
      if (!Number.isFinite(seenUs)) continue;
      if (seenUs !== this.#atUs) this.#seenAt = [];
      this.#atUs = seenUs;
      if (typeof stored !== 'string') continue;
      const traceId = canonicalTraceId(stored);
      this.#seenAt.push(...storedTraceIds(traceId));
      if (this.#seen.has(traceId)) continue;
      this.#seen.add(traceId);
      fresh.push({ traceId, seenUs });
    }
    this.#isExhausted = hits.length < asked || (isPartial && fresh.length === 0);
    return fresh;
  }
}
