import type { Comparison, Pattern } from '../../../../shared/query/ast.ts';
import { type AskedValue, hasHalfPair, isAnyValue, passes } from './askedValue.ts';
import { allOf, anyOf, type Bounds, between, exactly, HOLDS, NEVER, UNKNOWN } from './bounds.ts';
import { caselessRegex } from './caseless.ts';
import { either, exists, NOTHING, neither, regexp, term } from './dsl.ts';
import { equalQuery } from './equalQuery.ts';
import { regexToLucene } from './luceneRegex.ts';
import { numberRegex } from './numberRegex.ts';
import type { ValueField } from './valueField.ts';

/**
 * Where a field holds a value that passes the test. Values that were too long to be indexed are
 * found by nothing but `k=*`.
 */
export function valueQuery(test: AskedValue, field: ValueField): Bounds {
  if (isAnyValue(test)) return HOLDS;
  switch (test.op) {
    case '=':
      return patternsQuery([test.value], field);
    case 'in':
      return patternsQuery(test.values, field);
    case '=~':
      return withEmpty(test, field, expression([regexToLucene(test.source)], field));
    case 'contains':
      return containsQuery(test.wanted, field);
    default:
      return comparisonQuery(test, field);
  }
}

function patternsQuery(patterns: readonly Pattern[], field: ValueField): Bounds {
  const exact: string[] = [];
  const wild: Bounds[] = [];
  for (const { parts } of patterns) {
    const [only] = parts;
    const isHalved = parts.some(hasHalfPair);
    if (only !== undefined && parts.length === 1) {
      if (!isHalved) exact.push(only);
    } else if (isHalved) wild.push(UNKNOWN);
    else wild.push(wildcardQuery(parts, field));
  }
  const test: AskedValue = { op: 'in', values: patterns };
  return withEmpty(test, field, anyOf([equalQuery(exact, field), ...wild]));
}

/** A tag may have no value at all, which counts as an empty one; a value too long looks the same. */
function withEmpty(test: AskedValue, { name, types }: ValueField, bounds: Bounds): Bounds {
  if (types.kind === 'native' || !passes(test, undefined)) return bounds;
  const absent = neither(exists(name));
  const isText = types.kind === 'text';
  return anyOf([bounds, isText ? exactly(absent) : between(NOTHING, absent)]);
}

function wildcardQuery(parts: readonly string[], field: ValueField): Bounds {
  if (!field.limits.allowsExpensive) return UNKNOWN;
  const value = parts.map((part) => part.replace(/[*?\\]/g, '\\$&')).join('*');
  return exactly({ wildcard: { [field.name]: { value } } });
}

function containsQuery(wanted: string, field: ValueField): Bounds {
  const { source, isExact } = caselessRegex(wanted);
  const found = expression([source], field);
  return isExact ? found : between(NOTHING, found.atMost);
}

function expression(alternatives: readonly string[], { name, limits }: ValueField): Bounds {
  if (alternatives.length === 0) return NEVER;
  if (!limits.allowsExpensive) return UNKNOWN;
  const pieces = joinedUpTo(alternatives, limits.maxRegexLength);
  if (pieces === undefined) return UNKNOWN;
  return exactly(either(pieces.map((piece) => regexp(name, piece))));
}

/** As few expressions as the engine's limit allows; `undefined` when one alone is longer. */
function joinedUpTo(alternatives: readonly string[], limit: number): readonly string[] | undefined {
  const pieces: string[] = [];
  let piece = '';
  for (const alternative of alternatives) {
    if (alternative.length > limit) return undefined;
    const joined = piece === '' ? alternative : `${piece}|${alternative}`;
    if (joined.length > limit) pieces.push(piece);
    piece = joined.length > limit ? alternative : joined;
  }
  return [...pieces, piece];
}

function comparisonQuery(comparison: Comparison, field: ValueField): Bounds {
  const { plain, scientific } = numberRegex(comparison);
  const plainly = expression(plain, field);
  const { types } = field;
  switch (types.kind) {
    case 'text':
      return plainly;
    case 'declared': {
      const isType = (type: string): Bounds => exactly(term(types.typeField, type));
      const isBytes = term(types.typeField, 'binary');
      return anyOf([
        allOf([plainly, exactly(neither(isBytes))]),
        allOf([expression(scientific, field), isType('float64')]),
      ]);
    }
    case 'undeclared':
      return between(NOTHING, anyOf([plainly, expression(scientific, field)]).atMost);
    case 'native': {
      // As text `12e5` is no number.
      return anyOf([plainly, between(NOTHING, expression(scientific, field).atMost)]);
    }
  }
}
