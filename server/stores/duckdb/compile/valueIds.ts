import type { AttributePlace, ValueTest } from '../../../../shared/query/ast.ts';
import { aliasesOf } from '../../../../shared/span/aliases.ts';
import { type BuiltinKey, PLACES, type Place } from '../dictionary.ts';
import { isAmong, type SqlParts } from './sqlParts.ts';
import { valueTestSql } from './valueTestSql.ts';

/**
 * Names the ids under which the index has an attribute's matching values: the
 * values themselves, and the resources and scopes that have one of them.
 */
export function attributeIds(
  parts: SqlParts,
  key: string,
  place: AttributePlace | undefined,
  test: ValueTest,
): string {
  const names = aliasesOf(key);
  return defineIds(parts, names, place, (txt, num) => valueTestSql(test, txt, num, parts.params));
}

/** Names the ids of values of any of the keys, aliases not included, whose text contains the (lower-case) piece. */
export function containingIds(parts: SqlParts, keys: readonly string[], piece: string): string {
  return defineIds(parts, keys, undefined, (txt) => containsSql(parts, txt, piece));
}

/** SELECT of the value ids of a text of spans that is no attribute. */
export function builtinValueIds(
  parts: SqlParts,
  key: BuiltinKey,
  testSql: (txt: string, num: string) => string,
): string {
  return `SELECT v.id FROM value_{n} v
    WHERE v.key IN (${keyIds(parts, [key], 'builtin')}) AND ${testSql('v.txt', 'v.num')}`;
}

export function containsSql(parts: SqlParts, txt: string, piece: string): string {
  return `contains(lower(${txt}), ${parts.params.text(piece)})`;
}

function defineIds(
  parts: SqlParts,
  names: readonly string[],
  place: AttributePlace | undefined,
  testSql: (txt: string, num: string) => string,
): string {
  const values = parts.define(
    `SELECT v.id FROM value_{n} v
      WHERE v.key IN (${keyIds(parts, names, place)}) AND ${testSql('v.txt', 'v.num')}`,
  );
  const isOfBundles = place === undefined || place === 'resource' || place === 'scope';
  if (!isOfBundles) return values;
  return parts.define(`SELECT id FROM ${values}
    UNION ALL SELECT bundle FROM member_{n} WHERE ${isAmong('val', 'id', values)}`);
}

function keyIds(parts: SqlParts, names: readonly string[], place: Place | undefined): string {
  const isNamed = names.map((name) => `k.name = ${parts.params.text(name)}`).join(' OR ');
  const placeCode = PLACES.indexOf(place ?? 'builtin');
  const isThere = place === undefined ? `k.place <> ${placeCode}` : `k.place = ${placeCode}`;
  return `SELECT k.id FROM key_{n} k WHERE (${isNamed}) AND ${isThere}`;
}
