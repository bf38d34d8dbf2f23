import type { SpanFields } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';

/**
 * Filters for spans that start in `[fromUs, toUs)`: exact by the field of microseconds, and
 * by the date beside it, which lets an engine skip whole indices.
 */
export function startedIn(
  fields: SpanFields,
  fromUs: number | undefined,
  toUs: number | undefined,
): readonly JsonBody[] {
  const exact = bounds(fromUs, toUs);
  if (Object.keys(exact).length === 0) return [];
  return [{ range: { [fields.startTime]: exact } }, ...byDate(fields, fromUs, toUs)];
}

function byDate(
  { startTimeMillis }: SpanFields,
  fromUs: number | undefined,
  toUs: number | undefined,
): readonly JsonBody[] {
  if (startTimeMillis === undefined) return [];
  const millis = {
    ...(fromUs !== undefined && { gte: Math.floor(fromUs / 1000) }),
    ...(toUs !== undefined && { lte: Math.floor(toUs / 1000) }),
  };
  return [{ range: { [startTimeMillis]: { ...millis, format: 'epoch_millis' } } }];
}

/**
 * Filters that spare an engine what lies far from `[fromUs, toUs)`: where there is a date it alone,
 * for each further range takes the engine 2 ms, so that spans of the milliseconds around are let in.
 */
export function startedAbout(
  fields: SpanFields,
  fromUs: number,
  toUs: number,
): readonly JsonBody[] {
  const filters = byDate(fields, fromUs, toUs);
  return filters.length > 0 ? filters : startedIn(fields, fromUs, toUs);
}

function bounds(fromUs: number | undefined, toUs: number | undefined): JsonBody {
  return {
    ...(fromUs !== undefined && { gte: fromUs }),
    ...(toUs !== undefined && { lt: toUs }),
  };
}
