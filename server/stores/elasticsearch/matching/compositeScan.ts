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
  if (digit !== undefined) filter.push(endingIn(fields.traceId, [digit], limits.allowsExpensive));
  const ids = {
    composite: {
      size,
      sources: [{ id: { terms: { field: fields.traceId } } }],
      ...(after !== undefined && { after }),
    },
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
  const should = endings.map((ending) =>
    allowsExpensive
      ? { wildcard: { [field]: { value: `*${ending}` } } }
      : { prefix: { [field]: ending } },
  );
  return should.length === 1 && should[0]
    ? should[0]
    : { bool: { should, minimum_should_match: 1 } };
}

function readPage(aggregations: JsonBody): { ids: readonly string[]; next: Json | undefined } {
  const { ids: found } = aggregations;
  const ids = listOf(memberOf(found, 'buckets')).flatMap((bucket) => {
    const id = textOf(memberOf(memberOf(bucket, 'key'), 'id'));
    return id === undefined ? [] : [canonicalTraceId(id)];
  });
  return { ids, next: objectOf(memberOf(found, 'after_key')) };
}
