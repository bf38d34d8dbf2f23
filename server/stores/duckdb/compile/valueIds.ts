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
  const values = valuesOf(parts, keyIds(parts, aliasesOf(key), place), (txt, num) =>
    valueTestSql(test, txt, num, parts.params),
  );
  const isOfBundles = place === undefined || place === 'resource' || place === 'scope';
  return isOfBundles ? withBundles(parts, values) : values;
}

/**
 * Names the ids of status messages, and of values of any of the keys (aliases not included),
 * whose text contains the (lower-case) piece: one scan finds both.
 */
export function messageIds(parts: SqlParts, keys: readonly string[], piece: string): string {
  const attributes = keyIds(parts, keys, undefined);
  const messages = keyIds(parts, ['statusMessage' satisfies BuiltinKey], 'builtin');
  const test = (txt: string) => containsSql(parts, txt, piece);
  return withBundles(parts, valuesOf(parts, `${attributes} UNION ALL ${messages}`, test));
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

/** Names the ids of the keys' values that pass the test. */
function valuesOf(
  parts: SqlParts,
  keys: string,
  testSql: (txt: string, num: string) => string,
): string {
  return parts.define(
    `SELECT v.id FROM value_{n} v WHERE v.key IN (${keys}) AND ${testSql('v.txt', 'v.num')}`,
  );
}

/** Names the ids of the values and of the resources and scopes that have one of them. */
function withBundles(parts: SqlParts, values: string): string {
  return parts.define(`SELECT id FROM ${values}
    UNION ALL SELECT bundle FROM member_{n} WHERE ${isAmong('val', 'id', values)}`);
}

function keyIds(parts: SqlParts, names: readonly string[], place: Place | undefined): string {
  const isNamed = names.map((name) => `k.name = ${parts.params.text(name)}`).join(' OR ');
  const placeCode = PLACES.indexOf(place ?? 'builtin');
  const isThere = place === undefined ? `k.place <> ${placeCode}` : `k.place = ${placeCode}`;
  return `SELECT k.id FROM key_{n} k WHERE (${isNamed}) AND ${isThere}`;
}
