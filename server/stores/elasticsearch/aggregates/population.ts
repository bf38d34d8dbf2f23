import type { Query } from '../../../../shared/query/ast.ts';
import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { LONGEST_TRACE_US } from '../matching/askLeaves.ts';
import { ofDigit } from '../matching/compositeScan.ts';
import type { MatchCount, TraceMatches, TraceQuestion } from '../matching/traceMatches.ts';
import { storedTraceIds } from '../traces/traceIds.ts';
import { MOST_ANALYSED } from './aggregateParts.ts';

/** Naming more traces than these in a search costs more than it tells. */
const MOST_NAMED = 40_000;

/** The slice of traces whose ids end in it stands for all: no digit is likelier than another. */
const SAMPLED_DIGIT = '7';

/**
 * The traces a question is about, as far as the engine itself counts them.
 *
 * - `few`: so few that they had better be read
 * - `named`: by id; `isAll` when no other trace matches
 * - `sample`: one in some of all, whole traces
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
      readonly digit: string;
      readonly matching: MatchCount;
    };

export async function populationOf(
  question: TraceQuestion,
  ask: SpanAsk,
  matches: TraceMatches,
): Promise<Population> {
  const counted = isCheaplyCounted(question.where) ? await matches.count(question, ask) : undefined;
  if (counted !== undefined && isFew(counted)) return { kind: 'few' };
  if (counted !== undefined && counted.value > MOST_NAMED) {
    const sample = await sampleOf(question, counted, ask, matches);
    if (sample !== undefined) return sample;
  }
  const named = await namedPopulation(question, ask, matches, counted);
  const { traceIds, isAll, matching } = named;
  if (isAll && traceIds.length <= MOST_ANALYSED) return { kind: 'few' };
  if (isAll || traceIds.length < MOST_NAMED) return named;
  return (await sampleOf(question, matching, ask, matches)) ?? named;
}

/** @param counted  how many match, where that is known */
export async function namedPopulation(
  question: TraceQuestion,
  ask: SpanAsk,
  matches: TraceMatches,
  counted?: MatchCount,
): Promise<Extract<Population, { kind: 'named' }>> {
  const { traceIds, isAll } = await matches.ids(question, MOST_NAMED, ask);
  const found: MatchCount = { value: traceIds.length, relation: isAll ? 'eq' : 'gte' };
  const matching = !isAll && counted !== undefined ? counted : found;
  return { kind: 'named', traceIds, isAll, matching };
}

/** An estimate that is off by little may still be of few. */
const isFew = ({ value, relation }: MatchCount): boolean =>
  relation !== 'gte' && value <= (relation === 'eq' ? MOST_ANALYSED : MOST_ANALYSED * 0.98);

/** One question about spans is one search; several are as much work as finding the traces. */
function isCheaplyCounted({ kind }: Query): boolean {
  return kind === 'all' || kind === 'sameSpan' || kind === 'attribute' || kind === 'spanField';
}

async function sampleOf(
  question: TraceQuestion,
  matching: MatchCount,
  ask: SpanAsk,
  matches: TraceMatches,
): Promise<Population | undefined> {
  const digit = SAMPLED_DIGIT;
  if (question.where.kind === 'all' && ask.indices.limits.allowsExpensive) {
    return { kind: 'sample', digit, matching };
  }
  const { traceIds, isAll } = await matches.idsOfDigit(question, digit, MOST_NAMED, ask);
  if (traceIds.length === 0 || !isAll) return undefined;
  return { kind: 'sample', traceIds, digit, matching: { ...matching, relation: 'approx' } };
}

/** Filters for all spans of the population's traces. */
export function spansOf(
  population: Exclude<Population, { kind: 'few' }>,
  { fromUs, toUs }: TraceQuestion,
  { indices: { fields, limits } }: SpanAsk,
): readonly JsonBody[] {
  const { traceIds } = population;
  if (traceIds === undefined && population.kind === 'sample') {
    const ofSlice = ofDigit(fields.traceId, population.digit, limits.allowsExpensive);
    return [...startedIn(fields, fromUs, toUs), ofSlice];
  }
  const named = namedTraces(fields.traceId, traceIds ?? [], limits.maxTermsCount);
  return [...startedIn(fields, fromUs, toUs + LONGEST_TRACE_US), named];
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
