import { startedIn } from '../compile/timeRange.ts';
import type { SpanFields } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import type { TracePlan } from './tracePlan.ts';

/** Spans of a trace that start in `[fromUs, toUs)`; without a lower end also those that say no start. */
export interface TimeSlice {
  readonly fromUs?: number;
  readonly toUs?: number;
}

/**
 * What is parsed of so few dies young: slices of 5,000 cost a third more computing and 100 MB more
 * memory, all of it garbage.
 */
const SPANS_A_SLICE = 1_500;
const SPANS_IN_THE_FIRST = 500;

/** The spans a plan does not have yet as consecutive slices, the first of all small so that it is there soon. */
export function slicesOf({ totalSpans, startsUs, begun }: TracePlan): readonly TimeSlice[] {
  const slices: TimeSlice[] = [];
  const every = Math.max(1, (SPANS_A_SLICE / totalSpans) * startsUs.length);
  const alreadyCount = begun?.hits.length ?? 0;
  const firstCount = begun === undefined ? SPANS_IN_THE_FIRST : alreadyCount + SPANS_A_SLICE;
  let nextAt = (firstCount / totalSpans) * startsUs.length;
  let fromUs = begun?.untilUs;
  for (const [at, toUs] of startsUs.entries()) {
    if (at + 1 < nextAt || (fromUs !== undefined && toUs <= fromUs)) continue;
    slices.push({ ...(fromUs !== undefined && { fromUs }), toUs });
    fromUs = toUs;
    nextAt = at + 1 + every;
  }
  slices.push(fromUs === undefined ? {} : { fromUs });
  return slices;
}

export function inSlice(fields: SpanFields, { fromUs, toUs }: TimeSlice): readonly JsonBody[] {
  if (fromUs !== undefined) return startedIn(fields, fromUs, toUs);
  if (toUs === undefined) return [];
  return [{ bool: { must_not: [{ range: { [fields.startTime]: { gte: toUs } } }] } }];
}
