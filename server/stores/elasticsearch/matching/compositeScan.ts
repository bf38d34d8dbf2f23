import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, numberOf, objectOf, textOf } from '../engine/json.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { canonicalTraceId } from '../traces/traceIds.ts';
import type { SpanWindow } from './askLeaves.ts';
import { type Driver, filterOf } from './driver.ts';

/** An engine allows 65,536 buckets unless told otherwise; smaller pages take half as long again. */
const IDS_A_PAGE = 60_000;

export interface ScannedTraces extends SpanWindow {
  readonly driver: Driver;
  /** Only ids that end in one of these. */
  readonly endings?: readonly string[];
  /** Whether it matters when each was seen; else all are where the window begins. */
  readonly isTimed?: boolean;
}

/**
 * All traces with a span of the driver's in the window, each seen at the first of these, page by
 * page in the order of the ids' text. The cheapest way to all of many; a trace stored under two
 * forms of id comes twice.
 */
export async function* scanTraces(
  scanned: ScannedTraces,
  ask: SpanAsk,
): AsyncGenerator<readonly TraceHint[], void, undefined> {
  const size = Math.min(IDS_A_PAGE, ask.indices.limits.maxBuckets - 1);
  let after: Json | undefined;
  do {
    const { aggregations, isPartial } = await ask.call.search({
      indices: ask.indices.spans,
      body: bodyOf(scanned, ask, size, after),
    });
    const { traces, next } = readPage(aggregations, scanned);
    if (traces.length > 0) yield traces;
    after = traces.length < size || isPartial ? undefined : next;
  } while (after !== undefined);
}

function bodyOf(
  { driver, fromUs, toUs, endings, isTimed }: ScannedTraces,
  { indices: { fields, limits } }: SpanAsk,
  size: number,
  after: Json | undefined,
): JsonBody {
  const filter = [...startedIn(fields, fromUs, toUs), ...filterOf(driver)];
  if (endings !== undefined) {
    filter.push(endingIn(fields.traceId, endings, limits.allowsExpensive));
  }
  const ids = {
    composite: {
      size,
      sources: [{ id: { terms: { field: fields.traceId } } }],
      ...(after !== undefined && { after }),
    },
    ...(isTimed && { aggs: { seen: { min: { field: fields.startTime } } } }),
  };
  return { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs: { ids } };
}

/** The slice of traces whose ids end in it stands for all: no digit is likelier than another. */
export const SAMPLED_DIGIT = '7';
export const DIGITS = 16;

/**
 * A part of all traces, whole. By their last digits: the first ones tell the time in the ids of
 * some tracers; where the engine forbids a wildcard the first have to do.
 */
export function endingIn(
  field: string,
  endings: readonly string[],
  allowsExpensive: boolean,
): JsonBody {
  if (!allowsExpensive) {
    const should = endings.map((ending) => ({ prefix: { [field]: ending } }));
    return { bool: { should, minimum_should_match: 1 } };
  }
  const [ending, ...others] = endings;
  if (others.length === 0) return { wildcard: { [field]: { value: `*${ending}` } } };
  return { regexp: { [field]: { value: `.*(${endings.join('|')})`, flags: 'NONE' } } };
}

function readPage(
  aggregations: JsonBody,
  { fromUs }: ScannedTraces,
): { readonly traces: readonly TraceHint[]; readonly next: Json | undefined } {
  const { ids: found } = aggregations;
  const traces = listOf(memberOf(found, 'buckets')).flatMap((bucket) => {
    const id = textOf(memberOf(memberOf(bucket, 'key'), 'id'));
    const seenUs = numberOf(memberOf(memberOf(bucket, 'seen'), 'value')) ?? fromUs;
    return id === undefined ? [] : [{ traceId: canonicalTraceId(id), seenUs }];
  });
  return { traces, next: objectOf(memberOf(found, 'after_key')) };
}
