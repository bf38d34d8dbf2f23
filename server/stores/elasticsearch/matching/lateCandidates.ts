import type { TimeRange } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { LONGEST_TRACE_US, tracesWith } from './askLeaves.ts';
import { CandidateWalk } from './candidateWalk.ts';
import type { Driver } from './driver.ts';

/** A trace that takes longer to come to the span asked for is not found by it alone. */
export const LOOK_BEHIND_US = 3_600_000_000;
const FIRST_PAGE = 200;
const FEW_BEHIND = { fewUpTo: 5_000 };
const MOST_BEHIND = 10_000;

/**
 * Traces that begin in the range and have a span of the driver's only behind its end,
 * newest first. The further behind, the fewer there are: of a frequent driver they are looked
 * for until hundreds of traces in a row all began behind the range as well.
 */
export async function lateCandidates(
  driver: Driver,
  { toUs }: TimeRange,
  ask: SpanAsk,
): Promise<readonly TraceHint[]> {
  const walk = new CandidateWalk(
    driver,
    {
      fromUs: toUs,
      untilUs: toUs + LOOK_BEHIND_US,
      direction: 'oldest',
      spans: FEW_BEHIND,
    },
    ask,
  );
  const late: TraceHint[] = [];
  let lookedAt = 0;
  for (let size = FIRST_PAGE; !walk.isExhausted; size *= 2) {
    const behind = await walk.next(size);
    const traceIds = behind.map(({ traceId }) => traceId);
    const begun = await tracesBegunBefore(toUs, traceIds, ask);
    late.push(...behind.filter(({ traceId }) => begun.has(traceId)));
    lookedAt += behind.length;
    if (begun.size === 0) break;
    if (lookedAt < MOST_BEHIND) continue;
    ask.call.note(
      `Traces that match only after ${new Date(walk.atUs / 1000).toISOString()}, behind the end of the range, were not looked for.`,
    );
    break;
  }
  return late.reverse();
}

/** Those of the traces that have a span before the time. */
export async function tracesBegunBefore(
  timeUs: number,
  traceIds: readonly string[],
  ask: SpanAsk,
): Promise<ReadonlySet<string>> {
  const window = { fromUs: timeUs - LONGEST_TRACE_US, toUs: timeUs };
  const isBefore = { range: { [ask.indices.fields.startTime]: { lt: timeUs } } };
  const [begun] = await tracesWith([isBefore], traceIds, window, ask);
  return begun ?? new Set();
}
