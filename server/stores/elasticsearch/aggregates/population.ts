import type { Query } from '../../../../shared/query/ast.ts';
import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { LONGEST_TRACE_US } from '../matching/askLeaves.ts';
import { endingIn } from '../matching/compositeScan.ts';
import type { MatchCount, TraceQuestion } from '../matching/traceMatches.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { storedTraceIds } from '../traces/traceIds.ts';
import { type AggregateBounds, type AggregateParts, boundsOf } from './aggregateParts.ts';
import { everyNth } from './spreadSample.ts';
import { FEWEST_TRACES, narrowSliceOf, sliceOf, type TraceSlice } from './traceSlice.ts';

/**
 * The traces a question is about, as far as the engine itself counts them.
 *
 * - `few`: so few that they had better be read
 * - `named`: one by one; `isAll` when no other trace matches
 * - `sample`: one in so many of all, whole traces
 */
export type Population =
  | { readonly kind: 'few' }
  | {
      readonly kind: 'named';
      readonly traces: readonly TraceHint[];
      readonly isAll: boolean;
      readonly matching: MatchCount;
    }
  | {
      readonly kind: 'sample';
      /** Absent where every trace matches: then the filter alone tells the slice. */
      readonly traces?: readonly TraceHint[];
      readonly slice: TraceSlice;
      /** How many match about, which the slice was chosen by. */
      readonly about: number;
      /** The same as well as it can be told; perhaps still being counted. */
      readonly matching: Promise<MatchCount>;
    };

export type CountedPopulation = Exclude<Population, { kind: 'few' }>;

export type Sample = Extract<Population, { kind: 'sample' }>;

/**
 * The same as `populationOf`, but where it is known about how many match a sample is chosen while
 * they are being counted. Who uses one without traces looks whether it `hasFarFewer` in the end.
 */
export async function guessedPopulation(
  question: TraceQuestion,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<Population> {
  const isCounted = isCheaplyCounted(question.where);
  const guess = isCounted ? parts.matches.guess(question, ask) : undefined;
  if (guess !== undefined && guess > boundsOf(parts).mostNamed) {
    const counting = parts.matches.count(question, ask);
    const sample = await sampleOf(question, guess, counting, ask, parts);
    const isSlice = sample !== undefined && sample.traces === undefined;
    if (sample !== undefined && (isSlice || !(await hasFarFewer(sample)))) return sample;
  }
  return populationOf(question, ask, parts);
}

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
    const sample = await sampleOf(question, counted.value, Promise.resolve(counted), ask, parts);
    if (sample !== undefined) return sample;
  }
  const named = await namedPopulation(question, ask, parts, counted);
  const { traces, isAll, matching } = named;
  if (isAll && traces.length <= bounds.mostAnalysed) return { kind: 'few' };
  if (isAll || traces.length < bounds.mostNamed) return named;
  const sample = sampleOf(question, matching.value, Promise.resolve(matching), ask, parts);
  return (await sample) ?? named;
}

/** @param counted  how many match, where that is known */
export async function namedPopulation(
  question: TraceQuestion,
  ask: SpanAsk,
  parts: AggregateParts,
  counted?: MatchCount,
): Promise<Extract<Population, { kind: 'named' }>> {
  const { traces, isAll } = await parts.matches.ids(question, boundsOf(parts).mostNamed, ask);
  const found: MatchCount = { value: traces.length, relation: isAll ? 'eq' : 'gte' };
  const matching = !isAll && counted !== undefined ? counted : found;
  return { kind: 'named', traces, isAll, matching };
}

/** An estimate that is off by little may still be of few. */
function isFew({ value, relation }: MatchCount, { mostAnalysed }: AggregateBounds): boolean {
  return relation !== 'gte' && value <= (relation === 'eq' ? mostAnalysed : mostAnalysed * 0.98);
}

/** One question about spans is one search; several are as much work as finding the traces. */
function isCheaplyCounted({ kind }: Query): boolean {
  return kind === 'all' || kind === 'sameSpan' || kind === 'attribute' || kind === 'spanField';
}

/** Unless somebody lowered it. */
const USUAL_REGEX_LENGTH = 1_000;

/** The sample was chosen for many more traces than match. */
export async function hasFarFewer({ about, matching }: Sample): Promise<boolean> {
  return (await matching).value < about / 2;
}

/** Of those that are found one by one: by them alone a chart tells how many there are when. */
const FEWEST_FOUND = 2 * FEWEST_TRACES;

async function sampleOf(
  question: TraceQuestion,
  about: number,
  matching: Promise<MatchCount>,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<Sample | undefined> {
  // It may be awaited only after something else has failed.
  matching.catch(() => undefined);
  const { allowsExpensive, maxRegexLength } = ask.indices.limits;
  if (question.where.kind === 'all' && allowsExpensive) {
    const smallest = maxRegexLength < USUAL_REGEX_LENGTH ? sliceOf : narrowSliceOf;
    return { kind: 'sample', slice: smallest(about), about, matching };
  }
  const slice = sliceOf(about, FEWEST_FOUND);
  const { endings, oneIn } = slice;
  const { mostNamed } = boundsOf(parts);
  const { traces, isAll } = await parts.matches.idsEndingIn(question, endings, mostNamed, ask);
  if (traces.length === 0 || !isAll) return undefined;
  const counted = matching.then(({ value, relation }): MatchCount => {
    const isLeast = relation === 'gte';
    return { value: isLeast ? Math.round(oneIn * traces.length) : value, relation: 'approx' };
  });
  counted.catch(() => undefined);
  return { kind: 'sample', traces, slice, about, matching: counted };
}

/** Of a sample as many as tell enough of the values that are counted on all their spans. */
export function asFewAsTell(population: CountedPopulation): CountedPopulation {
  if (population.kind === 'named' || population.traces === undefined) return population;
  return { ...population, traces: everyNth(population.traces, FEWEST_TRACES) };
}

/** One in so many of the matching traces. */
export async function shareOfSample({ traces, slice, matching }: Sample): Promise<number> {
  return Math.round(traces === undefined ? slice.oneIn : (await matching).value / traces.length);
}

/** Filters for all spans of the population's traces. */
export function spansOf(
  population: CountedPopulation,
  { fromUs, toUs }: TraceQuestion,
  { indices: { fields, limits } }: SpanAsk,
): readonly JsonBody[] {
  const { traces } = population;
  const isSlice = traces === undefined && population.kind === 'sample';
  const ofTheirs = isSlice
    ? endingIn(fields.traceId, population.slice.endings, limits.allowsExpensive)
    : namedTraces(fields.traceId, traces ?? [], limits.maxTermsCount);
  const untilUs = isSlice ? toUs : toUs + LONGEST_TRACE_US;
  return [...startedIn(fields, fromUs, untilUs), ofTheirs];
}

/** The same for all traces of a sample's slice, with those that do not match: it costs less. */
export function sliceSpansOf(
  { slice }: Sample,
  { fromUs, toUs }: TraceQuestion,
  { indices: { fields, limits } }: SpanAsk,
): readonly JsonBody[] {
  const inSlice = endingIn(fields.traceId, slice.endings, limits.allowsExpensive);
  return [...startedIn(fields, fromUs, toUs + LONGEST_TRACE_US), inSlice];
}

function namedTraces(field: string, traces: readonly TraceHint[], maxTermsCount: number): JsonBody {
  const stored = traces.flatMap(({ traceId }) => storedTraceIds(traceId));
  if (stored.length <= maxTermsCount) return { terms: { [field]: stored } };
  const should: JsonBody[] = [];
  for (let at = 0; at < stored.length; at += maxTermsCount) {
    should.push({ terms: { [field]: stored.slice(at, at + maxTermsCount) } });
  }
  return { bool: { should, minimum_should_match: 1 } };
}
