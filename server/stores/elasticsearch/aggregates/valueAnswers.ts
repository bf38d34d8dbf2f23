import type { SpanAsk } from '../discovery/spanSource.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, numberOf, objectOf, textOf } from '../engine/json.ts';
import { hasIgnored } from './ignoredValues.ts';
import type { NestedList, StoredField, ValuePlace } from './storedFields.ts';
import { choiceName, fieldName, PLACES, placeName, TRACES } from './valueSearches.ts';
import { type ValueText, valueTexts } from './valueTexts.ts';

/** Spans with one text of a field, in one place and under one spelling. */
export interface ValueSource {
  /** A filter on spans. */
  readonly dsl: JsonBody;
  /** Traces that have such a span; absent where the engine was not asked just that. */
  readonly traceCount?: number;
}

/** What was listed of one field. */
export interface ListedValues {
  readonly field: string;
  readonly sources: ReadonlyMap<string, readonly ValueSource[]>;
  /** Traces with values that are not in the index, too long ones above all. */
  readonly unindexedCount: number;
  /** About how often traces have one of the values that were not listed, being too many. */
  readonly unlistedCount: number;
}

/** The values of each field, in the order of the fields. */
export function readValues(
  fields: readonly StoredField[],
  answers: readonly { readonly aggregations: JsonBody }[],
  ask: SpanAsk,
): readonly ListedValues[] {
  const found = flatten(answers, ask);
  return fields.map((field, index) => {
    if (field.kind === 'choice') return readChoices(field, found[fieldName(index)]);
    const listing = new Listing(field.field);
    for (const [number, place] of field.places.entries()) {
      listing.add(place, found[`${fieldName(index)}${placeName(number)}`]);
    }
    return listing.listed();
  });
}

/** Traces of the search as a whole; `undefined` where that was not asked. */
export function readTraceCount(
  answers: readonly { readonly aggregations: JsonBody }[],
): number | undefined {
  for (const { aggregations } of answers) {
    const count = numberOf(memberOf(aggregations[TRACES], 'value'));
    if (count !== undefined) return count;
  }
  return undefined;
}

/** Traces counted in a bucket by `tracesOf`. */
export function tracesIn(bucket: unknown): number {
  return numberOf(memberOf(memberOf(bucket, 'traces'), 'value')) ?? 0;
}

/** All aggregations by name, those under a nested path beside the others. */
function flatten(
  answers: readonly { readonly aggregations: JsonBody }[],
  { indices }: SpanAsk,
): JsonBody {
  const found: Record<string, Json> = {};
  for (const { aggregations } of answers) {
    Object.assign(found, aggregations);
    for (const { nestedPath } of indices.fields.lists) {
      if (nestedPath === undefined) continue;
      const places = memberOf(aggregations[nestedPath], PLACES);
      Object.assign(found, objectOf(memberOf(places, 'buckets')));
    }
  }
  return found;
}

function readChoices(
  { field, choices }: Extract<StoredField, { kind: 'choice' }>,
  answer: Json | undefined,
): ListedValues {
  const buckets = memberOf(answer, 'buckets');
  const sources = new Map<string, readonly ValueSource[]>();
  for (const [index, { value, dsl }] of choices.entries()) {
    const traceCount = tracesIn(memberOf(buckets, choiceName(index)));
    if (traceCount > 0) sources.set(value, [{ dsl, traceCount }]);
  }
  return { field, sources, unindexedCount: 0, unlistedCount: 0 };
}

class Listing {
  readonly #field: string;
  readonly #sources = new Map<string, ValueSource[]>();
  #unindexedCount = 0;
  #unlistedCount = 0;

  constructor(field: string) {
    this.#field = field;
  }

  add(place: ValuePlace, answer: Json | undefined): void {
    const isList = place.kind === 'list';
    const values = isList ? memberOf(answer, 'values') : answer;
    if (isList) this.#addUnindexed(place, answer);
    let listedDocs = 0;
    let listedTraces = 0;
    for (const bucket of listOf(memberOf(values, 'buckets'))) {
      const traceCount = tracesIn(isList ? memberOf(bucket, 'spans') : bucket);
      listedDocs += numberOf(memberOf(bucket, 'doc_count')) ?? 0;
      listedTraces += traceCount;
      this.#addValue(place, bucket, traceCount);
    }
    const otherDocs = numberOf(memberOf(values, 'sum_other_doc_count')) ?? 0;
    if (otherDocs > 0 && listedDocs > 0) {
      this.#unlistedCount += Math.ceil((otherDocs * listedTraces) / listedDocs);
    }
  }

  listed(): ListedValues {
    return {
      field: this.#field,
      sources: this.#sources,
      unindexedCount: this.#unindexedCount,
      unlistedCount: this.#unlistedCount,
    };
  }

  #addUnindexed(place: Extract<ValuePlace, { kind: 'list' }>, answer: Json | undefined): void {
    const without = memberOf(answer, 'without');
    const why = memberOf(memberOf(memberOf(without, 'spans'), 'why'), 'buckets');
    if (why === undefined) this.#unindexedCount += numberOf(memberOf(without, 'doc_count')) ?? 0;
    this.#unindexedCount += tracesIn(memberOf(why, 'tooLong')) + tracesIn(memberOf(why, 'unclear'));
    const traceCount = tracesIn(memberOf(why, 'empty'));
    if (traceCount > 0 && valueTexts(this.#field, '', place).length > 0) {
      this.#addSource('', { dsl: emptyFilter(place.list, place.keys), traceCount });
    }
  }

  #addValue(place: ValuePlace, bucket: Json, traceCount: number): void {
    const stored = storedText(bucket);
    for (const valueText of valueTexts(this.#field, stored, place)) {
      const isCounted = valueText.types === undefined;
      const dsl = sourceFilter(place, stored, valueText);
      this.#addSource(valueText.text, { dsl, ...(isCounted && { traceCount }) });
    }
  }

  #addSource(text: string, source: ValueSource): void {
    const known = this.#sources.get(text);
    if (known === undefined) this.#sources.set(text, [source]);
    else known.push(source);
  }
}

/** A key is a text, a number, or for booleans 0 or 1 with the word beside it. */
function storedText(bucket: Json): string {
  const key = memberOf(bucket, 'key');
  return textOf(memberOf(bucket, 'key_as_string')) ?? textOf(key) ?? String(key);
}

function sourceFilter(place: ValuePlace, stored: string, { types }: ValueText): JsonBody {
  if (place.kind === 'field') return { term: { [place.name]: stored } };
  const { nestedPath, keyField, valueField, typeField } = place.list;
  const filter: JsonBody[] = [
    { terms: { [keyField]: place.keys } },
    { term: { [valueField]: stored } },
  ];
  const mustNot: JsonBody[] = [];
  if (types !== undefined && typeField !== undefined) {
    if ('only' in types) filter.push({ terms: { [typeField]: types.only } });
    else mustNot.push({ terms: { [typeField]: types.not } });
  }
  const query = { bool: { filter, ...(mustNot.length > 0 && { must_not: mustNot }) } };
  return { nested: { path: nestedPath, query, ignore_unmapped: true } };
}

/** Spans with an empty value under one of the keys: `null` in the document. */
function emptyFilter(
  { nestedPath, keyField, valueField }: NestedList,
  keys: readonly string[],
): JsonBody {
  const query = {
    bool: {
      filter: [{ terms: { [keyField]: keys } }],
      must_not: [{ exists: { field: valueField } }],
    },
  };
  return {
    bool: {
      filter: [{ nested: { path: nestedPath, query, ignore_unmapped: true } }],
      must_not: [hasIgnored(valueField)],
    },
  };
}
