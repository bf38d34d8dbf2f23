import { startedAbout } from '../compile/timeRange.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';

/** Where spans are looked for. */
export interface SpanArea {
  readonly indices: string;
  readonly filters: readonly JsonBody[];
}

/** How far from one of its spans the others of a trace are looked for first; Jaeger's own default bound. */
const TRACE_REACH_US = 86_400_000_000;

/** Spans that start within reach of `[fromUs, toUs]`: only a few indices have to be looked into. */
export function areaAround({ spans, fields }: SpanIndices, fromUs: number, toUs: number): SpanArea {
  // Engines before 8 take no date before 1970.
  const filters = startedAbout(fields, Math.max(0, fromUs - TRACE_REACH_US), toUs + TRACE_REACH_US);
  return { indices: spans, filters };
}

/** All other spans, those that say no start among them. */
export function areaOutside({ indices, filters }: SpanArea): SpanArea {
  return { indices, filters: [{ bool: { must_not: [{ bool: { filter: filters } }] } }] };
}
