import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { bucketAt, type TimeBuckets } from '../../aggregates/timeBuckets.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceQuestion } from '../matching/traceMatches.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { failedSpans } from './failedSpans.ts';
import { type Sample, sliceSpansOf, spansOf } from './population.ts';
import { readStarts, readStartsOfFew, type TraceStarts } from './traceStarts.ts';

/** So many may start in another part of the time than the one where the question found them. */
const TOLERANCE = 0.05;

interface AskedStarts {
  readonly population: Sample;
  readonly question: TraceQuestion;
  /** Of some of the traces, spread evenly. */
  readonly summarized: Promise<ReadonlyMap<string, TraceSummary>>;
  readonly time: TimeBuckets;
}

/**
 * Where traces of a sample start: where the question found them, as long as nearly all of those
 * that were read start in the same part of the time. Else all their spans are asked.
 */
export async function sampledStarts(asked: AskedStarts, ask: SpanAsk): Promise<TraceStarts> {
  const { population, question, summarized, time } = asked;
  const { traces = [] } = population;
  const [failing, summaries] = await Promise.all([
    readFailing(population, question, ask),
    summarized,
  ]);
  if (!areSeenAtStart(traces, summaries, time)) {
    return readStarts(spansOf(population, question, ask), ask);
  }
  return new Map(
    traces.map(({ traceId, seenUs }) => {
      const hasError = failing?.has(traceId) ?? false;
      return [traceId, { startUs: seenUs, hasError }];
    }),
  );
}

/** Traces that have a span that failed, with others that are not of the sample. */
async function readFailing(
  population: Sample,
  question: TraceQuestion,
  ask: SpanAsk,
): Promise<TraceStarts | undefined> {
  const failed = failedSpans(ask.indices);
  if (failed === undefined) return undefined;
  const inSlice = [...sliceSpansOf(population, question, ask), failed];
  const most = population.traces?.length ?? 0;
  const found = await readStartsOfFew(inSlice, most, ask);
  return found ?? readStarts([...spansOf(population, question, ask), failed], ask);
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
