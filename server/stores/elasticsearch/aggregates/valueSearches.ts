import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch, JsonBody } from '../engine/engineCall.ts';
import { reasonsUnindexed } from './ignoredValues.ts';
import type { NestedList, StoredField } from './storedFields.ts';

/** How many values of a field are listed in each place, and how exactly traces are counted. */
export interface ValueBounds {
  readonly valuesAPlace: number;
  /** Distinct traces up to so many are told apart nearly always. */
  readonly precision: number;
  /** Few spans: reading values costs less than making an index of all there are. */
  readonly isNarrow: boolean;
  /** Of a part that stands for all: what is rare is counted only roughly. */
  readonly isSample: boolean;
  /** Nobody has counted the traces yet. */
  readonly isUncounted: boolean;
}

/** `f2` is the third field, `p1` its second place, `c1` its second choice. */
export const fieldName = (index: number): string => `f${index}`;
export const placeName = (index: number): string => `p${index}`;
export const choiceName = (index: number): string => `c${index}`;

/** Name of the aggregation that holds those of one list of tags. */
export const PLACES = 'places';

/** Name of the aggregation that counts the traces of a search as a whole. */
export const TRACES = 'traces';

/** One number a search, so its memory is no matter. */
const WHOLE_PRECISION = 40_000;

/**
 * Searches that list the values of the fields with the traces that have each: one for the long
 * list of a span's tags and one for everything else, which the engine works on side by side.
 *
 * @param filter  the spans to look at
 */
export function valueSearches(
  fields: readonly StoredField[],
  filter: readonly JsonBody[],
  bounds: ValueBounds,
  { indices }: SpanAsk,
): readonly EngineSearch[] {
  const counted = tracesOf(indices.fields.traceId, bounds.precision);
  const lists = new Map<string, AskedList>();
  const plain: Record<string, JsonBody> = {};
  if (bounds.isUncounted) plain[TRACES] = cardinality(indices.fields.traceId, WHOLE_PRECISION);
  for (const [index, field] of fields.entries()) {
    if (field.kind === 'choice') plain[fieldName(index)] = choiceCounts(field, counted);
    else addPlaces(field, index, { lists, plain, counted, bounds });
  }
  const [longest, ...others] = [...lists.values()].map((list) =>
    listCounts(list, counted, bounds, indices),
  );
  const parts = [longest ?? {}, Object.assign(plain, ...others)];
  const asked = parts.filter((aggs) => Object.keys(aggs).length > 0);
  return asked.map((aggs) => ({
    indices: indices.spans,
    body: { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs },
    isCachable: true,
  }));
}

export function tracesOf(traceIdField: string, precision: number): JsonBody {
  return { traces: cardinality(traceIdField, precision) };
}

function cardinality(field: string, precision: number): JsonBody {
  return { cardinality: { field, precision_threshold: precision } };
}

function choiceCounts(
  { choices }: Extract<StoredField, { kind: 'choice' }>,
  counted: JsonBody,
): JsonBody {
  const filters = Object.fromEntries(choices.map(({ dsl }, index) => [choiceName(index), dsl]));
  return { filters: { filters }, aggs: counted };
}

/** What is asked of one list of tags: for all fields at once, which costs less than one by one. */
interface AskedList {
  readonly list: NestedList;
  /** By the name of the place. */
  readonly filters: Record<string, JsonBody>;
}

interface Places {
  /** By nested path. */
  readonly lists: Map<string, AskedList>;
  readonly plain: Record<string, JsonBody>;
  readonly counted: JsonBody;
  readonly bounds: ValueBounds;
}

function addPlaces(
  field: Extract<StoredField, { kind: 'listed' }>,
  index: number,
  { lists, plain, counted, bounds }: Places,
): void {
  for (const [number, place] of field.places.entries()) {
    const name = `${fieldName(index)}${placeName(number)}`;
    if (place.kind === 'field') {
      plain[name] = valueCounts(place.name, counted, bounds);
      continue;
    }
    const { list, keys } = place;
    const asked = lists.get(list.nestedPath) ?? { list, filters: {} };
    lists.set(list.nestedPath, asked);
    asked.filters[name] = { terms: { [list.keyField]: keys } };
  }
}

function listCounts(
  { list, filters }: AskedList,
  counted: JsonBody,
  bounds: ValueBounds,
  indices: SpanIndices,
): JsonBody {
  const { nestedPath, valueField } = list;
  const ofSpans = { spans: { reverse_nested: {}, aggs: counted } };
  const why = { filters: { filters: reasonsUnindexed(valueField, indices) }, aggs: counted };
  const aggs = {
    values: valueCounts(valueField, ofSpans, bounds),
    without: {
      missing: { field: valueField },
      ...(!bounds.isSample && { aggs: { spans: { reverse_nested: {}, aggs: { why } } } }),
    },
  };
  return {
    [nestedPath]: {
      nested: { path: nestedPath },
      aggs: { [PLACES]: { filters: { filters }, aggs } },
    },
  };
}

function valueCounts(
  field: string,
  aggs: JsonBody,
  { valuesAPlace, isNarrow }: ValueBounds,
): JsonBody {
  const hint = isNarrow ? { execution_hint: 'map' } : {};
  return { terms: { field, size: valuesAPlace, ...hint }, aggs };
}
