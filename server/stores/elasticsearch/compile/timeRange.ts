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
  const filters: JsonBody[] = [{ range: { [fields.startTime]: exact } }];
  if (fields.startTimeMillis !== undefined) {
    const millis = {
      ...(fromUs !== undefined && { gte: Math.floor(fromUs / 1000) }),
      ...(toUs !== undefined && { lte: Math.floor(toUs / 1000) }),
    };
    filters.push({ range: { [fields.startTimeMillis]: { ...millis, format: 'epoch_millis' } } });
  }
  return filters;
}

function bounds(fromUs: number | undefined, toUs: number | undefined): JsonBody {
  return {
    ...(fromUs !== undefined && { gte: fromUs }),
    ...(toUs !== undefined && { lt: toUs }),
  };
}
