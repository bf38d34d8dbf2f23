import type { FieldsAnswer, FieldValuesAnswer } from '../../../shared/api/answers.ts';
import { COMPLETE } from '../../../shared/api/completeness.ts';
import { type AttributePlace, MATCH_ALL } from '../../../shared/query/ast.ts';
import { BUILT_IN_FIELDS, isPlace } from '../../../shared/query/fields.ts';
import { canonicalKey } from '../../../shared/span/aliases.ts';
import type { PrefixRequest } from '../traceStore.ts';
import { PLACES } from './dictionary.ts';
import { rowsOf } from './engine.ts';
import { countValues } from './facets.ts';
import type { Reader } from './reader.ts';
import { Params } from './sql.ts';

const ALL_TIME = { fromUs: -(2 ** 62), toUs: 2 ** 62 };

/** Built-in fields first, then attribute keys, most frequent first. */
export async function suggestFields(
  reader: Reader,
  { prefix, limit }: PrefixRequest,
): Promise<FieldsAnswer> {
  const builtin = BUILT_IN_FIELDS.filter((name) => name.startsWith(prefix)).map((name) => ({
    name,
    kind: 'builtin' as const,
    places: [],
  }));
  const attributes = await readKeys(reader, prefix);
  return { fields: [...builtin, ...attributes].slice(0, limit), completeness: COMPLETE };
}

/** Values of one field that start with the prefix, with the traces that have them. */
export async function suggestValues(
  reader: Reader,
  { field, prefix, limit }: PrefixRequest & { readonly field: string },
): Promise<FieldValuesAnswer> {
  const request = { where: MATCH_ALL, ...ALL_TIME, size: limit };
  const counted = await countValues(reader, request, [field], prefix);
  return { values: counted.get(field)?.values ?? [], completeness: COMPLETE };
}

interface KeySuggestion {
  readonly name: string;
  readonly kind: 'attribute';
  readonly places: readonly AttributePlace[];
  readonly count: number;
}

async function readKeys(
  { connection, slices }: Reader,
  prefix: string,
): Promise<readonly KeySuggestion[]> {
  if (slices.length === 0) return [];
  const params = new Params();
  const select = `SELECT {n} AS slice, k.id, k.name, k.place, coalesce(sum(c.uses), 0) AS uses
    FROM key_{n} k LEFT JOIN keyuse_{n} c ON c.key = k.id
    WHERE k.place <> ${PLACES.indexOf('builtin')} AND starts_with(k.name, ${params.text(prefix)})
    GROUP BY k.id, k.name, k.place`;
  const text = slices.map((slice) => slice.sql(select)).join(' UNION ALL ');
  const pending = new Map(
    slices.map((slice) => [slice.id, slice.writing?.dictionary.pendingKeyUses()]),
  );
  const found = new Map<string, { places: Set<AttributePlace>; count: number }>();
  for (const row of await rowsOf(connection, { text, params })) {
    const unwritten = pending.get(Number(row.slice))?.get(Number(row.id)) ?? 0;
    const name = canonicalKey(String(row.name));
    const place = PLACES[Number(row.place)] ?? 'span';
    const known = found.get(name) ?? { places: new Set(), count: 0 };
    if (isPlace(place)) known.places.add(place);
    known.count += Number(row.uses) + unwritten;
    found.set(name, known);
  }
  return [...found]
    .filter(([name]) => !BUILT_IN_FIELDS.includes(name))
    .map(([name, { places, count }]) => ({
      name,
      kind: 'attribute' as const,
      places: [...places],
      count,
    }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
