import type { BreakdownAnswer } from '../../../../shared/api/answers.ts';
import { Breakdown } from '../../aggregates/breakdown.ts';
import { spanFieldReader } from '../../aggregates/spanFieldValues.ts';
import { isToldBySummaries, summaryFieldValues } from '../../aggregates/summaryFieldValues.ts';
import type { BreakdownRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { AggregateParts } from './aggregateParts.ts';
import {
  coverageOf,
  fewMatches,
  newestMatches,
  tooManyValues,
  withSpans,
} from './analysedMatches.ts';

/** Figures by value of a field: of all matching traces while they are few, else of the newest. */
export async function computeBreakdown(
  request: BreakdownRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<BreakdownAnswer> {
  const { by } = request;
  const few = await fewMatches(request, ask, parts);
  const newest = few ?? (await newestMatches(request, ask, parts));
  const breakdown = new Breakdown();
  if (isToldBySummaries(by, newest.summaries)) {
    for (const summary of newest.summaries) breakdown.add(summary, summaryFieldValues(summary, by));
  } else {
    const readField = spanFieldReader([by]);
    for await (const { summary, spans } of withSpans(newest.summaries, ask, parts)) {
      breakdown.add(summary, readField(spans)[0] ?? []);
    }
  }
  if (breakdown.isCut) ask.call.note(tooManyValues(by));
  const coverage = await coverageOf(newest, request, ask, parts);
  return { rows: breakdown.rows(request), completeness: ask.call.completeness(coverage) };
}
