import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, objectOf, textOf } from '../engine/json.ts';
import { canonicalTraceId } from '../traces/traceIds.ts';
import type { SpanWindow } from './askLeaves.ts';
import { type Driver, filterOf } from './driver.ts';

/** An engine allows 65,536 buckets unless told otherwise; smaller pages take half as long again. */
const IDS_A_PAGE = 60_000;

export interface ScannedTraces extends SpanWindow {
  readonly driver: Driver;
  /** Only ids that end in this digit. */
  readonly digit?: string;
}

/**
 * Ids of all traces with a span of the driver's in the window, page by page in the order of
 * their text. The cheapest way to all of many; a trace stored under two forms of id comes twice.
 */
export async function* scanTraceIds(
  scanned: ScannedTraces,
  ask: SpanAsk,
): AsyncGenerator<readonly string[], void, undefined> {
  const size = Math.min(IDS_A_PAGE, ask.indices.limits.maxBuckets - 1);
  let after: Json | undefined;
  do {
    const { aggregations, isPartial } = await ask.call.search({
      indices: ask.indices.spans,
      body: bodyOf(scanned, ask, size, after),
    });
    const { ids, next } = readPage(aggregations);
    if (ids.length > 0) yield ids;
    after = ids.length < size || isPartial ? undefined : next;
  } while (after !== undefined);
}

function bodyOf(
  { driver, fromUs, toUs, digit }: ScannedTraces,
  { indices: { fields, limits } }: SpanAsk,
  size: number,
  after: Json | undefined,
): JsonBody {
  const filter = [...startedIn(fields, fromUs, toUs), ...filterOf(driver)];
  if (digit !== undefined) filter.push(ofDigit(fields.traceId, digit, limits.allowsExpensive));
  const ids = {
    composite: {
      size,
      sources: [{ id: { terms: { field: fields.traceId } } }],
      ...(after !== undefined && { after }),
    },
  };
  return { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs: { ids } };
}

/**
 * One sixteenth of all traces, whole. By the last digit: the first ones tell the time in the
 * ids of some tracers; where the engine forbids a wildcard the first has to do.
 */
export function ofDigit(field: string, digit: string, allowsExpensive: boolean): JsonBody {
  return allowsExpensive
    ? { wildcard: { [field]: { value: `*${digit}` } } }
    : { prefix: { [field]: digit } };
}

function readPage(aggregations: JsonBody): { ids: readonly string[]; next: Json | undefined } {
  const { ids: found } = aggregations;
  const ids = listOf(memberOf(found, 'buckets')).flatMap((bucket) => {
    const id = textOf(memberOf(memberOf(bucket, 'key'), 'id'));
    return id === undefined ? [] : [canonicalTraceId(id)];
  });
  return { ids, next: objectOf(memberOf(found, 'after_key')) };
}
