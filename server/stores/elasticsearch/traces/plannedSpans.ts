import type { Span } from '../../../../shared/span/span.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { SpanDocuments } from '../documents/spanDocuments.ts';
import { inSpanOrder } from '../documents/spanOrder.ts';
import type { EngineHit, JsonBody } from '../engine/engineCall.ts';
import { memberOf, numberOf } from '../engine/json.ts';
import { inOrder } from './inOrder.ts';
import { searchAllSpans, searchSpans, spansOfHits } from './spanSearch.ts';
import { readTiedSpans } from './tiedSpans.ts';
import { inSlice, slicesOf, type TimeSlice } from './timeSlice.ts';
import type { TracePlan } from './tracePlan.ts';

/** Spans of a trace that come together. */
export interface SpanRun {
  readonly spans: readonly Span[];
  /** How many more are known to come. */
  readonly restCount: number;
}

/** One is decoded while the engine looks for the next two. */
const SLICES_AT_ONCE = 3;

/**
 * The spans of a plan in the order they always have, slice after slice. Of a trace that changes
 * meanwhile what was there at the beginning is read; what has gone is said.
 */
export async function* readPlannedSpans(
  plan: TracePlan,
  ask: SpanAsk,
  documents: SpanDocuments,
): AsyncGenerator<SpanRun> {
  if (plan.hits !== undefined) {
    yield { spans: inSpanOrder(await spansOfHits(plan.hits, documents)), restCount: 0 };
    return;
  }
  const reading = new SlicedReading(plan, ask, documents);
  yield* reading.runs();
}

class SlicedReading {
  readonly #plan: TracePlan;
  readonly #ask: SpanAsk;
  readonly #documents: SpanDocuments;
  #readCount = 0;

  constructor(plan: TracePlan, ask: SpanAsk, documents: SpanDocuments) {
    this.#plan = plan;
    this.#ask = ask;
    this.#documents = documents;
  }

  async *runs(): AsyncGenerator<SpanRun> {
    const { totalSpans } = this.#plan;
    for await (const spans of this.#spans()) {
      yield { spans, restCount: Math.max(0, totalSpans - this.#readCount) };
    }
  }

  async *#spans(): AsyncGenerator<readonly Span[]> {
    const { begun } = this.#plan;
    if (begun !== undefined) yield await this.#take(begun.hits);
    const search = (slice: TimeSlice) => this.#search(slice);
    for await (const [slice, hits] of inOrder(slicesOf(this.#plan), SLICES_AT_ONCE, search)) {
      if (hits === undefined) yield* this.#split(slice);
      else yield await this.#take(hits);
    }
    const missing = this.#plan.totalSpans - this.#readCount;
    if (missing > 0) this.#ask.call.missing(goneSentence(missing, this.#plan.totalSpans));
  }

  async #search(slice: TimeSlice): Promise<readonly EngineHit[] | undefined> {
    const answer = await searchAllSpans(this.#plan.area, this.#filtersOf(slice), this.#ask);
    return answer?.hits;
  }

  async #take(hits: readonly EngineHit[]): Promise<readonly Span[]> {
    this.#readCount += hits.length;
    return inSpanOrder(await spansOfHits(hits, this.#documents));
  }

  /** A slice that one answer does not hold, in ever smaller ones. */
  async *#split(whole: TimeSlice): AsyncGenerator<readonly Span[]> {
    const open = await this.#halvesOf(whole);
    if (open === undefined) yield* this.#tied(whole);
    for (let slice = open?.shift(); open && slice; slice = open.shift()) {
      const hits = await this.#search(slice);
      if (hits !== undefined) {
        yield await this.#take(hits);
        continue;
      }
      const halves = await this.#halvesOf(slice);
      if (halves === undefined) yield* this.#tied(slice);
      else open.unshift(...halves);
    }
  }

  /** `undefined` when all its spans start at once. */
  async #halvesOf(slice: TimeSlice): Promise<TimeSlice[] | undefined> {
    const field = this.#ask.indices.fields.startTime;
    const answer = await searchSpans(this.#plan.area, this.#filtersOf(slice), this.#ask, {
      size: 0,
      aggs: {
        first: { min: { field } },
        last: { max: { field } },
        middle: { percentiles: { field, percents: [50], keyed: false } },
      },
    });
    const numberIn = (aggregation: unknown) => numberOf(memberOf(aggregation, 'value'));
    const { first, last, middle } = answer?.aggregations ?? {};
    const firstUs = numberIn(first);
    const lastUs = numberIn(last);
    if (firstUs === undefined || lastUs === undefined || firstUs >= lastUs) return undefined;
    const [median] = Object.values(memberOf(middle, 'values') ?? {});
    const middleUs = Math.floor(numberIn(median) ?? lastUs);
    const atUs = Math.min(lastUs, Math.max(firstUs + 1, middleUs));
    return [
      { ...slice, toUs: atUs },
      { ...slice, fromUs: atUs },
    ];
  }

  async *#tied(slice: TimeSlice): AsyncGenerator<readonly Span[]> {
    const { area } = this.#plan;
    const before = this.#documents.readCount;
    yield* readTiedSpans(area, this.#filtersOf(slice), this.#ask, this.#documents);
    this.#readCount += this.#documents.readCount - before;
  }

  #filtersOf(slice: TimeSlice): readonly JsonBody[] {
    return [...this.#plan.filters, ...inSlice(this.#ask.indices.fields, slice)];
  }
}

const goneSentence = (missing: number, of: number): string =>
  `${missing.toLocaleString('en')} of ${of.toLocaleString('en')} spans of the trace were gone before they were read; an index was deleted meanwhile.`;
