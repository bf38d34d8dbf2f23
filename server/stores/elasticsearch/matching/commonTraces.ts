import type { SpanAsk } from '../discovery/spanSource.ts';
import type { SpanWindow } from './askLeaves.ts';
import { scanTraces } from './compositeScan.ts';
import type { Driver } from './driver.ts';

/**
 * Ids of the traces that have a span of every driver in the window, by reading the ids of each
 * whole: for drivers that are frequent and hardly ever meet. `undefined` when that would take
 * longer than `limitMs`.
 */
export async function commonTraces(
  drivers: readonly Driver[],
  window: SpanWindow,
  limitMs: number,
  ask: SpanAsk,
): Promise<ReadonlySet<string> | undefined> {
  const untilMs = performance.now() + limitMs;
  const lists = await Promise.all(drivers.map((driver) => scanAll(driver, window, untilMs, ask)));
  const [first, ...others] = lists.toSorted((a, b) => (a?.size ?? 0) - (b?.size ?? 0));
  if (first === undefined || lists.includes(undefined)) return undefined;
  const common = new Set<string>();
  for (const id of first) if (others.every((ids) => ids?.has(id))) common.add(id);
  return common;
}

async function scanAll(
  driver: Driver,
  { fromUs, toUs }: SpanWindow,
  untilMs: number,
  ask: SpanAsk,
): Promise<Set<string> | undefined> {
  const found = new Set<string>();
  for await (const traces of scanTraces({ driver, fromUs, toUs }, ask)) {
    for (const { traceId } of traces) found.add(traceId);
    if (performance.now() > untilMs) return undefined;
  }
  return found;
}
