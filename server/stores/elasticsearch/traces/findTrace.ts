import type { TraceRef } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { areaAround, areaOutside, type SpanArea } from './spanArea.ts';
import { ofTraces } from './traceIds.ts';
import { planTrace, type TracePlan } from './tracePlan.ts';

/**
 * Plans for every span of a trace, as soon as each is known: those around the time it is said to
 * have started, then those far from it; without a time, or with a wrong one, wherever they are,
 * however old. The archive is looked into when the indices have none. Nothing for a trace that
 * is nowhere.
 *
 * @param only  further filters, where not every span is wanted
 */
export async function* findTrace(
  { traceId, atMs }: TraceRef,
  ask: SpanAsk,
  only: readonly JsonBody[] = [],
): AsyncGenerator<TracePlan> {
  const { spans, archive, fields } = ask.indices;
  const filters = [ofTraces(fields.traceId, [traceId]), ...only];
  let isFound = false;
  for await (const plan of inAreas(areasOf(spans, atMs, ask), filters, ask)) {
    isFound = true;
    yield plan;
  }
  if (isFound || archive === undefined) return;
  yield* inAreas([{ indices: archive, filters: [] }], filters, ask);
}

function areasOf(indices: string, atMs: number | undefined, ask: SpanAsk): readonly SpanArea[] {
  if (atMs === undefined) return [{ indices, filters: [] }];
  const near = areaAround(ask.indices, atMs * 1_000, atMs * 1_000);
  return [near, areaOutside(near)];
}

/** All areas are asked at once: the nearest answers first. */
async function* inAreas(
  areas: readonly SpanArea[],
  filters: readonly JsonBody[],
  ask: SpanAsk,
): AsyncGenerator<TracePlan> {
  const plans = areas.map((area) => planTrace(area, filters, ask));
  for (const plan of plans) plan.catch(() => undefined);
  for (const plan of plans) {
    const planned = await plan;
    if (planned.totalSpans > 0) yield planned;
  }
}
