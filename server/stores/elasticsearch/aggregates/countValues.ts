import type { FacetsAnswer } from '../../../../shared/api/answers.ts';
import { byCount, facetOf } from '../../aggregates/valueCounts.ts';
import type { FacetsRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch, JsonBody } from '../engine/engineCall.ts';
import { memberOf } from '../engine/json.ts';
import { noteIdForms } from './idForms.ts';
import { unindexedSentence } from './ignoredValues.ts';
import { type CountedPopulation, hasFarFewer, spansOf } from './population.ts';
import type { StoredField } from './storedFields.ts';
import {
  type ListedValues,
  readTraceCount,
  readValues,
  tracesIn,
  type ValueSource,
} from './valueAnswers.ts';
import { tracesOf, type ValueBounds, valueSearches } from './valueSearches.ts';

type Facet = FacetsAnswer['facets'][number];

/**
 * Facets the engine counts: of all spans of the population's traces it lists the values with the
 * number of traces that have each. A value that stands in several places or under several
 * spellings is asked about once more, because one trace may have it in two. `undefined` when there
 * is no trace in the sample, or far too few.
 */
export async function countValues(
  fields: readonly StoredField[],
  population: CountedPopulation,
  request: FacetsRequest,
  ask: SpanAsk,
): Promise<readonly Facet[] | undefined> {
  const filter = spansOf(population, request, ask);
  const bounds = boundsOf(fields, population, request.size, ask);
  const [answers] = await Promise.all([
    ask.call.searchAll(valueSearches(fields, filter, bounds, ask)),
    noteIdForms(population, filter, ask),
  ]);
  const sampledCount = readTraceCount(answers);
  if (sampledCount === 0) return undefined;
  if (population.kind === 'sample' && (await hasFarFewer(population))) return undefined;
  const listed = readValues(fields, answers, ask);
  const counts = await settleCounts(listed, { filter, precision: bounds.precision }, ask);
  const share = await shareOf(population, sampledCount);
  return listed.map((values, index) => {
    noteLimits(values, bounds, ask);
    const ofField = new Map<string, number>();
    for (const [text, count] of counts[index] ?? []) ofField.set(text, Math.round(count * share));
    const { otherCount, ...facet } = facetOf(values.field, ofField, request.size);
    const uncounted = Math.round((values.unindexedCount + values.unlistedCount) * share);
    return { ...facet, otherCount: otherCount + uncounted };
  });
}

/** How many traces one of the population stands for; the sample's size, where ids do not tell it. */
export async function shareOf(
  population: CountedPopulation,
  sampledCount: number | undefined,
): Promise<number> {
  if (population.kind === 'named') return 1;
  const count = population.traces?.length ?? sampledCount ?? 0;
  return count === 0 ? 1 : (await population.matching).value / count;
}

/** Below it, about 4 spans each, an index of all values costs more than it saves. */
const NARROW_TRACES = 4_000;
const MOST_PRECISE = 10_000;
const USUAL_PRECISION = 3_000;
/** For the counters of distinct traces of one search: an engine gives up at half its memory. */
const COUNTER_BYTES = 64 * 1024 * 1024;
const MOST_VALUES = 1_000;
const FEWEST_VALUES = 100;
/** So many times the wanted ones: the most frequent on spans are not quite those on traces. */
const SAMPLED_VALUES = 4;

function boundsOf(
  fields: readonly StoredField[],
  population: CountedPopulation,
  size: number,
  { indices: { limits } }: SpanAsk,
): ValueBounds {
  const traceCount = population.traces?.length ?? Number.POSITIVE_INFINITY;
  const precision = traceCount > MOST_PRECISE ? USUAL_PRECISION : Math.max(traceCount, 100);
  // A counter takes four bytes for each of a third more, in a power of two.
  const bytesACounter = 2 ** Math.ceil(Math.log2((precision * 16) / 3));
  const affordable = Math.floor(COUNTER_BYTES / bytesACounter / fields.length);
  const isSample = population.kind === 'sample';
  const listed = isSample
    ? Math.min(FEWEST_VALUES, SAMPLED_VALUES * size)
    : Math.max(affordable, FEWEST_VALUES);
  const wanted = Math.min(MOST_VALUES, Math.max(listed, size));
  const placeCount = fields.reduce(
    (sum, field) => sum + (field.kind === 'choice' ? field.choices.length : field.places.length),
    0,
  );
  const allowed = Math.floor(limits.maxBuckets / Math.max(placeCount, 1) / 2);
  return {
    valuesAPlace: Math.max(1, Math.min(wanted, allowed)),
    precision,
    isNarrow: traceCount < NARROW_TRACES,
    isSample,
    isUncounted: population.traces === undefined,
  };
}

function noteLimits(
  { field, unindexedCount, unlistedCount }: ListedValues,
  { valuesAPlace }: ValueBounds,
  { call, indices }: SpanAsk,
): void {
  if (unindexedCount > 0) {
    call.note(unindexedSentence(field, indices));
  }
  if (unlistedCount > 0) {
    call.note(`Of ${field} only the ${valuesAPlace} values on most spans are counted one by one.`);
  }
}

interface Counting {
  readonly filter: readonly JsonBody[];
  readonly precision: number;
}

/** Asked again at most, over all fields; the others have at least the traces of their first source. */
const MOST_ASKED_AGAIN = 500;
const VALUES_A_SEARCH = 100;

/** Traces by text, for each field. */
async function settleCounts(
  listed: readonly ListedValues[],
  counting: Counting,
  ask: SpanAsk,
): Promise<readonly ReadonlyMap<string, number>[]> {
  const counts = listed.map(({ sources }) => {
    const atLeast = Array.from(sources, ([text, of]) => [text, mostOf(of)] as const);
    return new Map(atLeast);
  });
  const doubtful = listed.flatMap(({ sources }, place) =>
    Array.from(sources, ([value, of]) => ({ place, value, of, count: sumOf(of) })).filter(
      ({ of }) => of.length > 1 || of.some(({ traceCount }) => traceCount === undefined),
    ),
  );
  const asked = doubtful.sort(byCount).slice(0, MOST_ASKED_AGAIN);
  const settled = await countSources(
    asked.map(({ of }) => of),
    counting,
    ask,
  );
  for (const [index, { place, value }] of asked.entries()) {
    const count = settled[index] ?? 0;
    if (count > 0) counts[place]?.set(value, count);
    else counts[place]?.delete(value);
  }
  return counts;
}

/** Traces that have a span of any of the sources, for each list of sources. */
async function countSources(
  sources: readonly (readonly ValueSource[])[],
  { filter, precision }: Counting,
  { call, indices }: SpanAsk,
): Promise<readonly number[]> {
  const searches: EngineSearch[] = [];
  for (let at = 0; at < sources.length; at += VALUES_A_SEARCH) {
    const filters = sources.slice(at, at + VALUES_A_SEARCH).map((of) => ({
      bool: { should: of.map(({ dsl }) => dsl), minimum_should_match: 1 },
    }));
    const aggs = {
      values: { filters: { filters }, aggs: tracesOf(indices.fields.traceId, precision) },
    };
    searches.push({
      indices: indices.spans,
      body: { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs },
    });
  }
  const answers = await call.searchAll(searches);
  return answers.flatMap(({ aggregations }) => {
    const buckets = memberOf(aggregations.values, 'buckets');
    return Array.isArray(buckets) ? buckets.map(tracesIn) : [];
  });
}

function mostOf(sources: readonly ValueSource[]): number {
  return sources.reduce((most, { traceCount = 0 }) => Math.max(most, traceCount), 0);
}

function sumOf(sources: readonly ValueSource[]): number {
  return sources.reduce((sum, { traceCount = 0 }) => sum + traceCount, 0);
}
