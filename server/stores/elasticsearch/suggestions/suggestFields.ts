import type { FieldsAnswer } from '../../../../shared/api/answers.ts';
import type { AttributePlace } from '../../../../shared/query/ast.ts';
import { BUILT_IN_FIELDS } from '../../../../shared/query/fields.ts';
import { canonicalKey } from '../../../../shared/span/aliases.ts';
import type { PrefixRequest } from '../../traceStore.ts';
import type { SpanIndices, TagList } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { ElevatedKeys } from '../documents/elevatedKeys.ts';
import type { EngineAnswer, EngineSearch, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, numberOf, textOf } from '../engine/json.ts';

/** Built-in fields first, then the keys the engine lists, most frequent first. */
export async function suggestFields(
  { prefix, limit }: PrefixRequest,
  ask: SpanAsk,
): Promise<FieldsAnswer> {
  const keys = await keysOf(ask);
  const builtin = BUILT_IN_FIELDS.filter((name) => name.startsWith(prefix)).map((name) => ({
    name,
    kind: 'builtin' as const,
    places: [],
  }));
  const attributes = [...keys.entries()]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { places, count }]) => ({
      name,
      kind: 'attribute' as const,
      places: [...places],
      count,
    }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return {
    fields: [...builtin, ...attributes].slice(0, limit),
    completeness: ask.call.completeness(),
  };
}

/** Of each list and object; a fleet with more keys than that puts values into keys. */
const MOST_KEYS = 1_000;

interface Key {
  readonly places: Set<AttributePlace>;
  count: number;
}

async function keysOf(ask: SpanAsk): Promise<ReadonlyMap<string, Key>> {
  const { indices, call } = ask;
  const keys = new Map<string, Key>();
  const add = (stored: string, place: AttributePlace, count: number) => {
    const name = canonicalKey(stored);
    if (count === 0 || TAKEN_KEYS.has(name) || BUILT_IN_FIELDS.includes(name)) return;
    const key = keys.get(name) ?? { places: new Set(), count: 0 };
    key.places.add(place);
    key.count += count;
    keys.set(name, key);
  };
  const elevated = elevatedFields(indices);
  const [listed, counted] = await call.searchAll([
    listSearch(indices),
    existsSearch(indices, elevated),
  ]);
  for (const [index, list] of indices.fields.lists.entries()) {
    for (const { key, count } of keysIn(listed, `l${index}`)) add(key, list.place, count);
  }
  const counts = memberOf(memberOf(counted?.aggregations, 'fields'), 'buckets');
  for (const [index, { key, place }] of elevated.entries()) {
    add(key, place, numberOf(memberOf(memberOf(counts, `f${index}`), 'doc_count')) ?? 0);
  }
  return keys;
}

/** Tags that decoding makes into something else of a span. */
const TAKEN_KEYS: ReadonlySet<string> = new Set([
  'span.kind',
  'error',
  'event',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
  'w3c.tracestate',
]);

function listSearch(indices: SpanIndices): EngineSearch {
  const aggs = Object.fromEntries(
    indices.fields.lists.map((list, index) => [`l${index}`, keyCounts(list)]),
  );
  return { indices: indices.spans, body: { size: 0, aggs }, isCachable: true };
}

function keyCounts({ nestedPath, keyField }: TagList): JsonBody {
  const terms = { terms: { field: keyField, size: MOST_KEYS } };
  if (nestedPath === undefined) return terms;
  return { nested: { path: nestedPath }, aggs: { keys: terms } };
}

function keysIn(
  answer: EngineAnswer | undefined,
  name: string,
): readonly { readonly key: string; readonly count: number }[] {
  const of = memberOf(answer?.aggregations, name);
  const buckets = memberOf(memberOf(of, 'keys') ?? of, 'buckets');
  return listOf(buckets).flatMap((bucket) => {
    const key = textOf(memberOf(bucket, 'key'));
    const count = numberOf(memberOf(bucket, 'doc_count')) ?? 0;
    return key === undefined ? [] : [{ key, count }];
  });
}

interface ElevatedField {
  readonly field: string;
  readonly key: string;
  readonly place: AttributePlace;
}

function elevatedFields({ fields, dotReplacement, limits }: SpanIndices): readonly ElevatedField[] {
  const known = new ElevatedKeys(dotReplacement);
  const elevated = fields.objects.flatMap(({ place, prefix, names }) =>
    [...(names ?? [])].map((name) => ({ field: prefix + name, key: known.keyOf(name), place })),
  );
  const most = Math.min(MOST_KEYS, Math.floor(limits.maxClauseCount / 2), limits.maxBuckets);
  return elevated.filter(({ key }) => !TAKEN_KEYS.has(key)).slice(0, most);
}

function existsSearch(indices: SpanIndices, elevated: readonly ElevatedField[]): EngineSearch {
  const filters = Object.fromEntries(
    elevated.map(({ field }, index) => [`f${index}`, { exists: { field } }]),
  );
  const aggs = elevated.length === 0 ? {} : { aggs: { fields: { filters: { filters } } } };
  return { indices: indices.spans, body: { size: 0, ...aggs }, isCachable: true };
}
