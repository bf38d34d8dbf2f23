import type { ValueCount } from '../../../../shared/api/answers.ts';
import { isSpanField } from '../../../../shared/query/fields.ts';
import { byCount } from '../../aggregates/valueCounts.ts';
import type { PrefixRequest } from '../../traceStore.ts';
import type { StoredField, ValuePlace } from '../aggregates/storedFields.ts';
import { valueTexts } from '../aggregates/valueTexts.ts';
import { engineQueryOf } from '../compile/engineQueryOf.ts';
import { escapeLucene } from '../compile/luceneRegex.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, numberOf, textOf } from '../engine/json.ts';
import { valuesEach } from './bucketBudget.ts';
import { recentSpans } from './recentSpans.ts';

const MOST_SPANS = 2_000_000;
/** Traces told apart nearly always; above it counts are some percent off. */
const PRECISION = 3_000;
/** An order by spans is not one by traces: some more are listed than are wanted. */
const MORE_LISTED = 30;
const MOST_COUNTED_AGAIN = 200;
const VALUES_A_SEARCH = 50;

/** Values of a field that the engine lists, those of most traces first. */
export async function storedValues(
  field: StoredField,
  asked: PrefixRequest,
  ask: SpanAsk,
): Promise<readonly ValueCount[]> {
  if (asked.prefix.length > ask.indices.limits.ignoreAbove) return [];
  const { filter, hours } = await recentSpans(MOST_SPANS, ask);
  if (hours !== undefined) ask.call.note(`Values are those of the newest ${hours} hours.`);
  const values =
    field.kind === 'choice'
      ? await countChoices(field, asked.prefix, filter, ask)
      : await listValues(field, asked, filter, ask);
  return values.sort(byCount).slice(0, asked.limit);
}

async function countChoices(
  { choices }: Extract<StoredField, { kind: 'choice' }>,
  prefix: string,
  filter: readonly JsonBody[],
  ask: SpanAsk,
): Promise<ValueCount[]> {
  const wanted = choices.filter(({ value }) => value.startsWith(prefix));
  const counts = await countTraces(
    wanted.map(({ dsl }) => dsl),
    filter,
    ask,
  );
  return withCounts(
    wanted.map(({ value }) => value),
    counts,
  );
}

/** Lists what each place holds; what may stand in several of them is counted once more. */
async function listValues(
  field: Extract<StoredField, { kind: 'listed' }>,
  asked: PrefixRequest,
  filter: readonly JsonBody[],
  ask: SpanAsk,
): Promise<ValueCount[]> {
  const listed = await listPlaces(field, asked, filter, ask);
  const doubtful = [...listed]
    .filter(([, { isOneSource }]) => !isOneSource)
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, MOST_COUNTED_AGAIN)
    .map(([value]) => value);
  const again = await countTraces(
    doubtful.map((value) => spansWith(field.field, value, ask.indices)),
    filter,
    ask,
  );
  for (const [index, value] of doubtful.entries()) {
    listed.set(value, { count: again[index] ?? 0, isOneSource: true });
  }
  return withCounts(
    [...listed.keys()],
    Array.from(listed.values(), ({ count }) => count),
  );
}

function withCounts(values: readonly string[], counts: readonly number[]): ValueCount[] {
  return values.flatMap((value, index) => {
    const count = counts[index] ?? 0;
    return count > 0 ? [{ value, count }] : [];
  });
}

interface ListedValue {
  readonly count: number;
  /** In one place under one spelling: then its traces are counted already. */
  readonly isOneSource: boolean;
}

async function listPlaces(
  { field, places }: Extract<StoredField, { kind: 'listed' }>,
  { prefix, limit }: PrefixRequest,
  filter: readonly JsonBody[],
  ask: SpanAsk,
): Promise<Map<string, ListedValue>> {
  const affordable = valuesEach(ask.indices.limits.maxBuckets, places.length);
  const size = Math.min(limit + MORE_LISTED, affordable);
  const aggs = Object.fromEntries(
    places.map((place, index) => [`p${index}`, placeValues(place, prefix, size, ask.indices)]),
  );
  const { aggregations } = await ask.call.search({
    indices: ask.indices.spans,
    body: { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs },
    isCachable: true,
  });
  const listed = new Map<string, ListedValue>();
  for (const [index, place] of places.entries()) {
    if (size < limit && hasOthers(aggregations[`p${index}`])) ask.call.note(fewSentence(size));
    for (const { stored, count } of bucketsOf(aggregations[`p${index}`])) {
      for (const { text, types } of valueTexts(field, stored, place)) {
        if (!text.startsWith(prefix)) continue;
        const known = listed.get(text);
        const isOneSource = known === undefined && types === undefined;
        listed.set(text, { count: Math.max(known?.count ?? 0, count), isOneSource });
      }
    }
  }
  return listed;
}

function placeValues(
  place: ValuePlace,
  prefix: string,
  size: number,
  indices: SpanIndices,
): JsonBody {
  const counted = { traces: traceCount(indices) };
  if (place.kind === 'field') {
    const isText = isOfKeywords(place, indices);
    return {
      terms: { field: place.name, size, ...(isText && startingWith(prefix)) },
      aggs: counted,
    };
  }
  const { nestedPath, keyField, valueField } = place.list;
  const values = {
    terms: { field: valueField, size, ...startingWith(prefix) },
    aggs: { spans: { reverse_nested: {}, aggs: counted } },
  };
  const ofKeys = { filter: { terms: { [keyField]: place.keys } }, aggs: { values } };
  return { nested: { path: nestedPath }, aggs: { keys: ofKeys } };
}

const startingWith = (prefix: string): JsonBody =>
  prefix === '' ? {} : { include: `${escapeLucene(prefix)}.*` };

/** Of numbers an engine lists all or none. */
function isOfKeywords(
  { name }: Extract<ValuePlace, { kind: 'field' }>,
  { fields }: SpanIndices,
): boolean {
  return !fields.objects.some(({ prefix, otherTypes }) => {
    const type = name.startsWith(prefix) ? otherTypes.get(name.slice(prefix.length)) : undefined;
    return type === 'number' || type === 'boolean';
  });
}

const traceCount = ({ fields }: SpanIndices): JsonBody => ({
  cardinality: { field: fields.traceId, precision_threshold: PRECISION },
});

const fewSentence = (size: number): string =>
  `This engine allows so few buckets (search.max_buckets) that only the ${size} values on most spans are suggested.`;

const termsOf = (answer: Json | undefined): unknown =>
  memberOf(memberOf(answer, 'keys'), 'values') ?? answer;

const hasOthers = (answer: Json | undefined): boolean =>
  (numberOf(memberOf(termsOf(answer), 'sum_other_doc_count')) ?? 0) > 0;

function bucketsOf(answer: Json | undefined): readonly { stored: string; count: number }[] {
  return listOf(memberOf(termsOf(answer), 'buckets')).map((bucket) => {
    const key = memberOf(bucket, 'key');
    const stored = textOf(memberOf(bucket, 'key_as_string')) ?? textOf(key) ?? String(key);
    return { stored, count: tracesIn(memberOf(bucket, 'spans') ?? bucket) };
  });
}

const tracesIn = (bucket: unknown): number =>
  numberOf(memberOf(memberOf(bucket, 'traces'), 'value')) ?? 0;

/** The spans with this very value, wherever and however it is stored. */
function spansWith(field: string, value: string, indices: SpanIndices): JsonBody {
  const test = { op: '=', value: { parts: [value] } } as const;
  const query = isSpanField(field)
    ? ({ kind: 'spanField', field, test } as const)
    : ({ kind: 'attribute', key: field, test } as const);
  return engineQueryOf(query, indices).dsl;
}

/** Traces with a span each of the queries holds on. */
async function countTraces(
  queries: readonly JsonBody[],
  filter: readonly JsonBody[],
  ask: SpanAsk,
): Promise<readonly number[]> {
  const searches = [];
  for (let at = 0; at < queries.length; at += VALUES_A_SEARCH) {
    const filters = queries.slice(at, at + VALUES_A_SEARCH);
    const values = { filters: { filters }, aggs: { traces: traceCount(ask.indices) } };
    searches.push({
      indices: ask.indices.spans,
      body: { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs: { values } },
    });
  }
  const answers = await ask.call.searchAll(searches);
  return answers.flatMap(({ aggregations }) =>
    listOf(memberOf(aggregations.values, 'buckets')).map(tracesIn),
  );
}
