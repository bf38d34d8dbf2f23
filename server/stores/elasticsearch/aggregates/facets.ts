import type { FacetsAnswer } from '../../../../shared/api/answers.ts';
import type { Completeness } from '../../../../shared/api/completeness.ts';
import { formatCount } from '../../../../shared/stats/formatCount.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { spanFieldReader } from '../../aggregates/spanFieldValues.ts';
import {
  isSummaryField,
  isToldBySummaries,
  summaryFieldValues,
} from '../../aggregates/summaryFieldValues.ts';
import { ValueTally } from '../../aggregates/valueTally.ts';
import type { FacetsRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { SearchRefused } from '../engine/engineCall.ts';
import type { MatchCount, NewestMatches } from '../matching/traceMatches.ts';
import type { AggregateParts } from './aggregateParts.ts';
import { fewMatches, newestMatches, tooManyValues, withSpans } from './analysedMatches.ts';
import { countValues } from './countValues.ts';
import { inOccupiedPlaces } from './occupiedPlaces.ts';
import {
  asFewAsTell,
  type CountedPopulation,
  guessedPopulation,
  namedPopulation,
  shareOfSample,
} from './population.ts';
import { type StoredField, storedField } from './storedFields.ts';
import { WatchedValues } from './watchedValues.ts';

type Facet = FacetsAnswer['facets'][number];

/**
 * Counts of traces by value of each field. Few traces are read and counted in memory. Of many,
 * the newest tell about fields that only a summary has, and the engine counts the others.
 */
export async function countFacets(
  request: FacetsRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<FacetsAnswer> {
  const fields = [...new Set(request.fields)];
  const watched = new WatchedValues(
    fields.filter((field) => !isSummaryField(field)),
    parts.bank,
  );
  try {
    return await countWatching(fields, watched, request, ask, parts);
  } finally {
    watched.stop();
  }
}

async function countWatching(
  fields: readonly string[],
  watched: WatchedValues,
  request: FacetsRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<FacetsAnswer> {
  const way = await chooseWay(fields, request, ask, parts);
  const [read, counted] = await Promise.all([
    readFacets(way, watched, request, ask, parts),
    countOrRead(way, watched, request, ask, parts),
  ]);
  const { facets: ofEngine, ...instead } = counted;
  const facets = new Map([...read, ...ofEngine].map((facet) => [facet.field, facet]));
  const covered = { ...way, ...instead };
  const coverage = await coverageOf(covered, request, ask, parts);
  return {
    facets: fields.map((field) => facets.get(field) ?? { field, values: [], otherCount: 0 }),
    completeness: ask.call.completeness(coverage),
  };
}

/** Which fields are read from traces in whole, and which the engine counts. */
interface Way {
  readonly newest?: NewestMatches;
  readonly summaryFields: readonly string[];
  readonly spanFields: readonly string[];
  readonly population?: CountedPopulation;
  readonly countedFields: readonly StoredField[];
}

async function chooseWay(
  fields: readonly string[],
  request: FacetsRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<Way> {
  const summaryFields = fields.filter(isSummaryField);
  const otherFields = fields.filter((field) => !isSummaryField(field));
  const countedFields = otherFields.flatMap((field) => storedField(field, ask.indices) ?? []);
  const isNewestAsked = countedFields.length < fields.length;
  const few = await fewMatches(request, ask, parts);
  if (few?.isAll) return { newest: few, summaryFields, spanFields: otherFields, countedFields: [] };
  const [early, found, occupied] = await Promise.all([
    isNewestAsked ? (few ?? newestMatches(request, ask, parts)) : undefined,
    countedFields.length > 0 ? guessedPopulation(request, ask, parts) : undefined,
    inOccupiedPlaces(countedFields, request, ask),
  ]);
  const newest =
    early ??
    (found?.kind === 'few' ? (few ?? (await newestMatches(request, ask, parts))) : undefined);
  if (newest?.isAll) return { newest, summaryFields, spanFields: otherFields, countedFields: [] };
  const population = found?.kind === 'few' ? await namedPopulation(request, ask, parts) : found;
  const counted = new Set(countedFields.map(({ field }) => field));
  const spanFields = otherFields.filter((field) => !counted.has(field));
  return {
    summaryFields,
    spanFields,
    countedFields: occupied,
    ...(newest !== undefined && isNewestAsked && { newest }),
    ...(population !== undefined && { population: asFewAsTell(population) }),
  };
}

interface Counted {
  readonly facets: readonly Facet[];
  /** Those that were counted, where others had been chosen. */
  readonly population?: CountedPopulation;
  /** Those that were read instead. */
  readonly newest?: NewestMatches;
}

/** What the engine counts; where it refuses to, what the newest traces tell of it. */
async function countOrRead(
  way: Way,
  watched: WatchedValues,
  request: FacetsRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<Counted> {
  const { population, countedFields } = way;
  if (population === undefined) return { facets: [] };
  try {
    return await countWhole(countedFields, population, request, ask, parts);
  } catch (cause) {
    if (!(cause instanceof SearchRefused)) throw cause;
    const spanFields = countedFields.map(({ field }) => field);
    ask.call.note(`The engine refuses to count values (${cause.type}): the newest traces tell.`);
    const newest = way.newest ?? (await newestMatches(request, ask, parts));
    const reading = { newest, summaryFields: [], spanFields, countedFields: [] };
    return { facets: await readFacets(reading, watched, request, ask, parts), newest };
  }
}

/** A slice may be empty where somebody's ids do not end in any digit, or by a guess that was too high. */
async function countWhole(
  fields: readonly StoredField[],
  chosen: CountedPopulation,
  request: FacetsRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<Counted> {
  const counted = await countValues(fields, chosen, request, ask);
  if (counted !== undefined) return { facets: counted };
  const population = await namedPopulation(request, ask, parts, await chosen.matching);
  return { facets: (await countValues(fields, population, request, ask)) ?? [], population };
}

async function readFacets(
  { newest, summaryFields, spanFields }: Way,
  watched: WatchedValues,
  { size }: FacetsRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<readonly Facet[]> {
  if (newest === undefined) return [];
  const tallies = new Map(
    [...summaryFields, ...spanFields].map((field) => [field, new ValueTally()]),
  );
  const { summaries } = newest;
  const isTold = (field: string) => isToldBySummaries(field, summaries);
  const told = [...tallies.keys()].filter(isTold);
  for (const summary of summaries) {
    for (const field of told) tallies.get(field)?.add(summaryFieldValues(summary, field));
  }
  const unread = spanFields.filter((field) => !isTold(field));
  const unseen = unread.length === 0 ? [] : tallyWatched(summaries, unread, watched, tallies);
  if (unseen.length > 0) await tallySpans(unseen, unread, tallies, ask, parts);
  return Array.from(tallies, ([field, tally]) => {
    if (tally.isCut) ask.call.note(tooManyValues(field));
    return tally.facet(field, size);
  });
}

/** Gives back those of the traces that nobody analysed meanwhile. */
function tallyWatched(
  summaries: readonly TraceSummary[],
  fields: readonly string[],
  watched: WatchedValues,
  tallies: ReadonlyMap<string, ValueTally>,
): readonly TraceSummary[] {
  return summaries.filter(({ traceId }) => {
    const values = watched.of(traceId);
    if (values === undefined) return true;
    for (const field of fields) tallies.get(field)?.add(values.get(field) ?? []);
    return false;
  });
}

async function tallySpans(
  summaries: readonly TraceSummary[],
  fields: readonly string[],
  tallies: ReadonlyMap<string, ValueTally>,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<void> {
  const readFields = spanFieldReader(fields);
  for await (const { spans } of withSpans(summaries, ask, parts)) {
    for (const [index, values] of readFields(spans).entries()) {
      tallies.get(fields[index] ?? '')?.add(values);
    }
  }
}

async function coverageOf(
  { newest, population }: Way,
  request: FacetsRequest,
  ask: SpanAsk,
  { matches }: AggregateParts,
): Promise<Partial<Completeness>> {
  const isAllRead = newest === undefined || newest.isAll;
  if (population?.kind === 'named') ask.call.note('The engine counts values to within 1 %.');
  if (isAllRead && population === undefined) return {};
  if (isAllRead && population?.kind === 'named' && population.isAll) return {};
  const matchingTraces = await (population?.matching ?? matches.count(request, ask));
  if (population !== undefined) await noteSample(population, matchingTraces, ask);
  return {
    isComplete: false,
    matchingTraces,
    ...(newest !== undefined && { analysedTraces: newest.summaries.length }),
  };
}

async function noteSample(
  population: CountedPopulation,
  { value }: MatchCount,
  { call }: SpanAsk,
): Promise<void> {
  if (population.kind === 'sample') {
    const oneIn = await shareOfSample(population);
    call.note(`Values of attributes are estimated from one in ${oneIn} of the traces.`);
  } else if (!population.isAll) {
    const counted = formatCount(population.traces.length);
    call.note(
      `Values of attributes are those of ${counted} of about ${formatCount(value)} traces.`,
    );
  }
}
