import type { TimeRange } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { LONGEST_TRACE_US, tracesWith } from './askLeaves.ts';
import { CandidateWalk } from './candidateWalk.ts';
import type { Driver } from './driver.ts';

/** A trace that takes longer to come to the span asked for is not found by it alone. */
export const LOOK_BEHIND_US = 3_600_000_000;
const MOST_LATE = 10_000;

/**
 * Traces that begin in the range and have a span of the driver's only behind its end,
 * newest first.
 */
export async function lateCandidates(
  driver: Driver,
  { toUs }: TimeRange,
  ask: SpanAsk,
): Promise<readonly TraceHint[]> {
  const range = { fromUs: toUs, untilUs: toUs + LOOK_BEHIND_US, direction: 'oldest' as const };
  const walk = new CandidateWalk(driver, range, ask);
  const size = Math.min(MOST_LATE, ask.indices.limits.maxResultWindow);
  const behind = await walk.next(size);
  const begun = await tracesBegunBefore(
    toUs,
    behind.map(({ traceId }) => traceId),
    ask,
  );
  const late = behind.filter(({ traceId }) => begun.has(traceId));
  if (!walk.isExhausted && late.length > 0) {
    ask.call.note(
      `Traces that match only after ${new Date(walk.atUs / 1000).toISOString()}, behind the end of the range, were not looked for.`,
    );
  }
  return late.toReversed();
}

/** Those of the traces that have a span before the time. */
export async function tracesBegunBefore(
  timeUs: number,
  traceIds: readonly string[],
  ask: SpanAsk,
): Promise<ReadonlySet<string>> {
  const window = { fromUs: timeUs - LONGEST_TRACE_US, toUs: timeUs };
  const [begun] = await tracesWith([{ match_all: {} }], traceIds, window, ask);
  return begun ?? new Set();
}
