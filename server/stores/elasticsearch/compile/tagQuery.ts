import type { EngineLimits, TagList } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { type AskedValue, isAnyValue, longestText, passes } from './askedValue.ts';
import { allOf, type Bounds, between, exactly, notOf, UNKNOWN, within } from './bounds.ts';
import { anyTerm, both, EVERYTHING, NOTHING } from './dsl.ts';
import type { ValueField, ValueTypes } from './valueField.ts';
import { valueQuery } from './valueQuery.ts';

/** A question about tags, wherever they are. */
export interface TagQuestion {
  readonly keys: readonly string[];
  readonly test: AskedValue;
  /** What decoding takes out from under these keys: values that are not found there any more. */
  readonly taken?: ((value: ValueField) => Bounds) | undefined;
}

/** Spans on which a tag of the list has one of the keys and a value that passes. */
export function listQuery(question: TagQuestion, list: TagList, limits: EngineLimits): Bounds {
  const { keys, test, taken } = question;
  const { nestedPath } = list;
  if (nestedPath === undefined) return objectListQuery(question, list, limits);
  // Elasticsearch counts nested documents among what is expensive.
  if (!limits.allowsExpensive) return UNKNOWN;
  if (!isOneTagEach(list, nestedPath)) {
    const loose = objectListQuery(question, list, limits);
    return within(loose, (query) => nested(nestedPath, query));
  }
  const field = { name: list.valueField, types: typesOf(list), limits };
  const parts = [exactly(anyTerm(list.keyField, keys)), valueQuery(test, field)];
  if (taken !== undefined) parts.push(notOf(taken(field)));
  return within(allOf(parts), (query) => nested(nestedPath, query));
}

/** Nested logs may hold their fields as a plain object: then a nested document has many tags. */
function isOneTagEach({ keyField }: TagList, nestedPath: string): boolean {
  return keyField.replace(/\.keyword$/, '').lastIndexOf('.') === nestedPath.length;
}

const typesOf = ({ typeField }: TagList): ValueTypes =>
  typeField === undefined ? { kind: 'undeclared' } : { kind: 'declared', typeField };

/** An index that lacks the path holds nothing that is looked for. */
export function nested(path: string, query: JsonBody): JsonBody {
  if (query === NOTHING) return NOTHING;
  return { nested: { path, query, ignore_unmapped: true } };
}

/** Without nested documents any key of the list goes with any value of it. */
function objectListQuery(
  { keys, test, taken }: TagQuestion,
  { keyField, valueField }: TagList,
  limits: EngineLimits,
): Bounds {
  const hasKey = anyTerm(keyField, keys);
  if (isAnyValue(test) && taken === undefined) return exactly(hasKey);
  const isNotIndexed = passes(test, undefined) || longestText(test) > limits.ignoreAbove;
  const field: ValueField = { name: valueField, types: { kind: 'undeclared' }, limits };
  const hasValue = isNotIndexed ? EVERYTHING : valueQuery(test, field).atMost;
  return between(NOTHING, both([hasKey, hasValue]));
}
