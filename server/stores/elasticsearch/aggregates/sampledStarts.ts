import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { bucketAt, type TimeBuckets } from '../../aggregates/timeBuckets.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { failedSpans } from './failedSpans.ts';
import { readStarts, type TraceStarts } from './traceStarts.ts';

/** So many may start in another part of the time than the one where the question found them. */
const TOLERANCE = 0.05;

interface Sample {
  readonly traces: readonly TraceHint[];
  /** Of some of the traces, spread evenly. */
  readonly summarized: Promise<ReadonlyMap<string, TraceSummary>>;
  /** All spans of the traces. */
  readonly filter: readonly JsonBody[];
  readonly time: TimeBuckets;
}

/**
 * Where traces of a sample start: where the question found them, as long as nearly all of those
 * that were read start in the same part of the time. Else all their spans are asked.
 */
export async function sampledStarts(sample: Sample, ask: SpanAsk): Promise<TraceStarts> {
  const { traces, summarized, filter, time } = sample;
  const failed = failedSpans(ask.indices);
  const [failing, summaries] = await Promise.all([
    failed === undefined ? undefined : readStarts([...filter, failed], ask),
    summarized,
  ]);
  if (!areSeenAtStart(traces, summaries, time)) return readStarts(filter, ask);
  return new Map(
    traces.map(({ traceId, seenUs }) => {
      const hasError = failing?.has(traceId) ?? false;
      return [traceId, { startUs: seenUs, hasError }];
    }),
  );
}

function areSeenAtStart(
  traces: readonly TraceHint[],
  summaries: ReadonlyMap<string, TraceSummary>,
  time: TimeBuckets,
): boolean {
  let elsewhere = 0;
  for (const { traceId, seenUs } of traces) {
    const startUs = summaries.get(traceId)?.startUs;
    if (startUs !== undefined && bucketAt(time, startUs) !== bucketAt(time, seenUs)) elsewhere++;
  }
  return elsewhere <= TOLERANCE * summaries.size;
}
