import type { Query } from '../../../../shared/query/ast.ts';
import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { LONGEST_TRACE_US } from '../matching/askLeaves.ts';
import { DIGITS, endingIn, SAMPLED_DIGIT } from '../matching/compositeScan.ts';
import type { MatchCount, TraceQuestion } from '../matching/traceMatches.ts';
import { storedTraceIds } from '../traces/traceIds.ts';
import { type AggregateBounds, type AggregateParts, boundsOf } from './aggregateParts.ts';
import { sliceOf, type TraceSlice } from './traceSlice.ts';

/**
 * The traces a question is about, as far as the engine itself counts them.
 *
 * - `few`: so few that they had better be read
 * - `named`: by id; `isAll` when no other trace matches
 * - `sample`: one in so many of all, whole traces
 */
export type Population =
  | { readonly kind: 'few' }
  | {
      readonly kind: 'named';
      readonly traceIds: readonly string[];
      readonly isAll: boolean;
      readonly matching: MatchCount;
    }
  | {
      readonly kind: 'sample';
      /** Absent where every trace matches: then the filter alone tells the slice. */
      readonly traceIds?: readonly string[];
      readonly slice: TraceSlice;
      readonly matching: MatchCount;
    };

export async function populationOf(
  question: TraceQuestion,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<Population> {
  const bounds = boundsOf(parts);
  const isCounted = isCheaplyCounted(question.where);
  const counted = isCounted ? await parts.matches.count(question, ask) : undefined;
  if (counted !== undefined && isFew(counted, bounds)) return { kind: 'few' };
  if (counted !== undefined && counted.value > bounds.mostNamed) {
    const sample = await sampleOf(question, counted, ask, parts);
    if (sample !== undefined) return sample;
  }
  const named = await namedPopulation(question, ask, parts, counted);
  const { traceIds, isAll, matching } = named;
  if (isAll && traceIds.length <= bounds.mostAnalysed) return { kind: 'few' };
  if (isAll || traceIds.length < bounds.mostNamed) return named;
  return (await sampleOf(question, matching, ask, parts)) ?? named;
}

/** @param counted  how many match, where that is known */
export async function namedPopulation(
  question: TraceQuestion,
  ask: SpanAsk,
  parts: AggregateParts,
  counted?: MatchCount,
): Promise<Extract<Population, { kind: 'named' }>> {
  const { traceIds, isAll } = await parts.matches.ids(question, boundsOf(parts).mostNamed, ask);
  const found: MatchCount = { value: traceIds.length, relation: isAll ? 'eq' : 'gte' };
  const matching = !isAll && counted !== undefined ? counted : found;
  return { kind: 'named', traceIds, isAll, matching };
}

/** An estimate that is off by little may still be of few. */
function isFew({ value, relation }: MatchCount, { mostAnalysed }: AggregateBounds): boolean {
  return relation !== 'gte' && value <= (relation === 'eq' ? mostAnalysed : mostAnalysed * 0.98);
}

/** One question about spans is one search; several are as much work as finding the traces. */
function isCheaplyCounted({ kind }: Query): boolean {
  return kind === 'all' || kind === 'sameSpan' || kind === 'attribute' || kind === 'spanField';
}

async function sampleOf(
  question: TraceQuestion,
  matching: MatchCount,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<Population | undefined> {
  if (question.where.kind === 'all' && ask.indices.limits.allowsExpensive) {
    return { kind: 'sample', slice: sliceOf(matching.value), matching };
  }
  const digit = SAMPLED_DIGIT;
  const { mostNamed } = boundsOf(parts);
  const { traceIds, isAll } = await parts.matches.idsOfDigit(question, digit, mostNamed, ask);
  if (traceIds.length === 0 || !isAll) return undefined;
  const value = matching.relation === 'gte' ? DIGITS * traceIds.length : matching.value;
  const slice = { endings: [digit], oneIn: DIGITS };
  return { kind: 'sample', traceIds, slice, matching: { value, relation: 'approx' } };
}

/** Filters for all spans of the population's traces. */
export function spansOf(
  population: Exclude<Population, { kind: 'few' }>,
  { fromUs, toUs }: TraceQuestion,
  { indices: { fields, limits } }: SpanAsk,
): readonly JsonBody[] {
  const { traceIds } = population;
  const isSlice = traceIds === undefined && population.kind === 'sample';
  const ofTheirs = isSlice
    ? endingIn(fields.traceId, population.slice.endings, limits.allowsExpensive)
    : namedTraces(fields.traceId, traceIds ?? [], limits.maxTermsCount);
  const untilUs = isSlice ? toUs : toUs + LONGEST_TRACE_US;
  return [...startedIn(fields, fromUs, untilUs), ofTheirs];
}

function namedTraces(field: string, traceIds: readonly string[], maxTermsCount: number): JsonBody {
  const stored = traceIds.flatMap(storedTraceIds);
  if (stored.length <= maxTermsCount) return { terms: { [field]: stored } };
  const should: JsonBody[] = [];
  for (let at = 0; at < stored.length; at += maxTermsCount) {
    should.push({ terms: { [field]: stored.slice(at, at + maxTermsCount) } });
  }
  return { bool: { should, minimum_should_match: 1 } };
}
