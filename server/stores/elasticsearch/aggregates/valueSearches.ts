import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch, JsonBody } from '../engine/engineCall.ts';
import type { NestedList, StoredField } from './storedFields.ts';

/** How many values of a field are listed in each place, and how exactly traces are counted. */
export interface ValueBounds {
  readonly valuesAPlace: number;
  /** Distinct traces up to so many are told apart nearly always. */
  readonly precision: number;
  /** Few spans: reading values costs less than making an index of all there are. */
  readonly isNarrow: boolean;
  /** Count the traces of the search as a whole, too. */
  readonly countsTraces: boolean;
}

/** `f2` is the third field, `p1` its second place, `c1` its second choice. */
export const fieldName = (index: number): string => `f${index}`;
export const placeName = (index: number): string => `p${index}`;
export const choiceName = (index: number): string => `c${index}`;

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
  const lists = new Map<NestedList['nestedPath'], Record<string, JsonBody>>();
  const plain: Record<string, JsonBody> = {};
  if (bounds.countsTraces) plain[TRACES] = cardinality(indices.fields.traceId, WHOLE_PRECISION);
  for (const [index, field] of fields.entries()) {
    if (field.kind === 'choice') plain[fieldName(index)] = choiceCounts(field, counted);
    else addPlaces(field, index, { lists, plain, counted, bounds });
  }
  const [longest, ...others] = [...lists].map(([path, ofPath]) => ({
    [path]: { nested: { path }, aggs: ofPath },
  }));
  const parts = [...(longest === undefined ? [] : [longest]), Object.assign(plain, ...others)];
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

interface Places {
  /** Aggregations by the nested path they stand under. */
  readonly lists: Map<string, Record<string, JsonBody>>;
  readonly plain: Record<string, JsonBody>;
  readonly counted: JsonBody;
  readonly bounds: ValueBounds;
}

function addPlaces(
  field: Extract<StoredField, { kind: 'listed' }>,
  index: number,
  { lists, plain, counted, bounds }: Places,
): void {
  const ofSpans = { spans: { reverse_nested: {}, aggs: counted } };
  for (const [number, place] of field.places.entries()) {
    const name = `${fieldName(index)}${placeName(number)}`;
    if (place.kind === 'field') {
      Object.assign(plain, valueCounts(name, place.name, counted, bounds));
      continue;
    }
    const { nestedPath, keyField, valueField } = place.list;
    const ofPath = lists.get(nestedPath) ?? {};
    lists.set(nestedPath, ofPath);
    ofPath[name] = {
      filter: { terms: { [keyField]: place.keys } },
      aggs: {
        ...valueCounts('values', valueField, ofSpans, bounds),
        without: {
          missing: { field: valueField },
          aggs: { spans: ofSpansWithout(valueField, counted) },
        },
      },
    };
  }
}

/** Of values that are not in the index: too long for it on spans that have such a one, empty elsewhere. */
function ofSpansWithout(valueField: string, counted: JsonBody): JsonBody {
  const isTooLong = hasIgnored(valueField);
  const filters = { tooLong: isTooLong, empty: { bool: { must_not: [isTooLong] } } };
  return { reverse_nested: {}, aggs: { why: { filters: { filters }, aggs: counted } } };
}

/** Holds on spans some of whose values in the field the engine did not index. */
export function hasIgnored(valueField: string): JsonBody {
  return { term: { _ignored: valueField } };
}

function valueCounts(
  name: string,
  field: string,
  aggs: JsonBody,
  { valuesAPlace, isNarrow }: ValueBounds,
): Record<string, JsonBody> {
  const hint = isNarrow ? { execution_hint: 'map' } : {};
  return { [name]: { terms: { field, size: valuesAPlace, ...hint }, aggs } };
}
