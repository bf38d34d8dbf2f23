import type { AttributePlace } from '../../../../shared/query/ast.ts';
import { SCOPE_NAME_KEY, SCOPE_VERSION_KEY } from '../../../../shared/query/spanAttributes.ts';
import { canonicalKey } from '../../../../shared/span/aliases.ts';
import type { TagList } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { ElevatedKeys } from '../documents/elevatedKeys.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, numberOf, textOf } from '../engine/json.ts';
import { valuesEach } from './bucketBudget.ts';
import { recentSpans } from './recentSpans.ts';

/** A key attributes are found under, by the first of its names. */
export interface AttributeKey {
  readonly name: string;
  readonly places: readonly AttributePlace[];
  /** Spans or events that have it. */
  readonly count: number;
}

/** Every span has some ten tags, each a document of its own. */
const MOST_SPANS = 500_000;
const MOST_KEYS_A_LIST = 1_000;
/** Fields of their own that are counted; there may be thousands where all tags are. */
const MOST_ELEVATED = 300;

/** The keys of recent spans, most frequent first. */
export async function attributeKeys(ask: SpanAsk): Promise<readonly AttributeKey[]> {
  const { filter, hours } = await recentSpans(MOST_SPANS, ask);
  if (hours !== undefined) ask.call.note(`Fields are those of the newest ${hours} hours.`);
  const { fields, limits } = ask.indices;
  const { lists } = fields;
  // A share for each list, and one for what is a field of its own.
  const shares = lists.length + 1;
  const elevated = elevatedFields(Math.floor(limits.maxBuckets / shares), ask);
  const keysAList = Math.min(MOST_KEYS_A_LIST, valuesEach(limits.maxBuckets, shares));
  const aggs = { ...listAggregations(lists, keysAList), ...elevatedAggregations(elevated) };
  const { aggregations } = await ask.call.search({
    indices: ask.indices.spans,
    body: { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs },
    isCachable: true,
  });
  const keys = new KeyCounts();
  for (const [index, { place }] of lists.entries()) {
    const answer = aggregations[`l${index}`];
    const found = memberOf(answer, 'keys') ?? answer;
    for (const bucket of listOf(memberOf(found, 'buckets'))) {
      keys.add(place, textOf(memberOf(bucket, 'key')) ?? '', countOf(bucket));
    }
    if ((numberOf(memberOf(found, 'sum_other_doc_count')) ?? 0) > 0) {
      ask.call.note(`There are more than ${keysAList} keys: the rarest are not suggested.`);
    }
  }
  const counts = memberOf(aggregations.elevated, 'buckets');
  for (const [index, { place, key }] of elevated.entries()) {
    keys.add(place, key, countOf(memberOf(counts, `e${index}`)));
  }
  return keys.list();
}

const countOf = (bucket: unknown): number => numberOf(memberOf(bucket, 'doc_count')) ?? 0;

function listAggregations(lists: readonly TagList[], keysAList: number): JsonBody {
  return Object.fromEntries(
    lists.map(({ nestedPath, keyField }, index): [string, Json] => {
      const keys = { terms: { field: keyField, size: keysAList } };
      const inside = { nested: { path: nestedPath ?? '' }, aggs: { keys } };
      return [`l${index}`, nestedPath === undefined ? keys : inside];
    }),
  );
}

interface ElevatedField {
  readonly place: AttributePlace;
  readonly key: string;
  readonly field: string;
}

function elevatedFields(affordable: number, { indices, call }: SpanAsk): readonly ElevatedField[] {
  const keys = new ElevatedKeys(indices.dotReplacement);
  const fields = indices.fields.objects.flatMap(({ place, prefix, names = [] }) =>
    Array.from(names, (name) => ({ place, key: keys.keyOf(name), field: prefix + name })),
  );
  const most = Math.max(0, Math.min(MOST_ELEVATED, affordable - 1));
  if (fields.length > most) {
    call.note(`There are more than ${most} fields of tags: some are not suggested.`);
  }
  const name: ElevatedField = {
    place: 'resource',
    key: 'service.name',
    field: indices.fields.service,
  };
  return [...fields.slice(0, most), name];
}

function elevatedAggregations(elevated: readonly ElevatedField[]): JsonBody {
  const filters = Object.fromEntries(
    elevated.map(({ field }, index) => [`e${index}`, { exists: { field } }]),
  );
  return { elevated: { filters: { filters } } };
}

/** What decoding makes of these keys is a field of the span or nothing to search for. */
const NO_ATTRIBUTES: ReadonlySet<string> = new Set([
  'span.kind',
  'otel.status_code',
  'w3c.tracestate',
]);

const SCOPE_KEYS: ReadonlyMap<string, string> = new Map([
  [SCOPE_NAME_KEY, SCOPE_NAME_KEY],
  ['otel.library.name', SCOPE_NAME_KEY],
  [SCOPE_VERSION_KEY, SCOPE_VERSION_KEY],
  ['otel.library.version', SCOPE_VERSION_KEY],
]);

/** Keys with their aliases under one name. */
class KeyCounts {
  readonly #keys = new Map<string, { readonly places: Set<AttributePlace>; count: number }>();

  add(place: AttributePlace, stored: string, count: number): void {
    if (count === 0 || stored === '') return;
    const scopeKey = place === 'span' ? SCOPE_KEYS.get(stored) : undefined;
    if (scopeKey !== undefined) this.#count('scope', scopeKey, count);
    else if (place !== 'span' || !isMoved(stored)) this.#count(place, canonicalKey(stored), count);
  }

  #count(place: AttributePlace, name: string, count: number): void {
    const known = this.#keys.get(name) ?? { places: new Set(), count: 0 };
    known.places.add(place);
    known.count += count;
    this.#keys.set(name, known);
  }

  list(): readonly AttributeKey[] {
    return Array.from(this.#keys, ([name, { places, count }]) => ({
      name,
      places: [...places],
      count,
    })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }
}

/** `error` is the status, except in the hands of those who write it as a text. */
const isMoved = (key: string): boolean => NO_ATTRIBUTES.has(key) || key === 'error';
