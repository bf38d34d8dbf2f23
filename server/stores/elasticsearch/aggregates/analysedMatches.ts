import type { Completeness } from '../../../../shared/api/completeness.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { NewestMatches, TraceQuestion } from '../matching/traceMatches.ts';
import type { AnalysedTrace, TraceHint } from '../traces/traceBank.ts';
import { type AggregateParts, boundsOf } from './aggregateParts.ts';

/** All matches, where one search shows that they are few: sooner than by counting them first. */
export function fewMatches(
  question: TraceQuestion,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<NewestMatches | undefined> {
  return parts.matches.few(question, boundsOf(parts).mostAnalysed, ask);
}

export function newestMatches(
  question: TraceQuestion,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<NewestMatches> {
  return parts.matches.newest(question, boundsOf(parts).mostAnalysed, ask);
}

/** The same traces with their spans, one at a time: only a batch of them is ever in memory. */
export async function* withSpans(
  summaries: readonly TraceSummary[],
  ask: SpanAsk,
  { bank }: AggregateParts,
): AsyncGenerator<AnalysedTrace, void, undefined> {
  const hints = summaries.map(({ traceId, startUs }): TraceHint => ({ traceId, seenUs: startUs }));
  for await (const batch of bank.analysed(hints, ask)) yield* batch.values();
}

/** What an answer made from the newest matches alone covers. */
export async function coverageOf(
  { summaries, isAll }: NewestMatches,
  question: TraceQuestion,
  ask: SpanAsk,
  { matches }: AggregateParts,
): Promise<Partial<Completeness>> {
  if (isAll) return {};
  const matchingTraces = await matches.count(question, ask);
  return { isComplete: false, analysedTraces: summaries.length, matchingTraces };
}

export function tooManyValues(field: string): string {
  return `Values of ${field} are too many or too long to list them all.`;
}
