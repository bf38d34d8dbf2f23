import { WARNINGS_KEY } from '../../../../shared/formats/jaegerSpan.ts';
import type { SpanIndices, TagObject, TagType } from '../discovery/spanIndices.ts';
import { type AskedValue, isAnyValue, passes } from './askedValue.ts';
import { allOf, anyOf, type Bounds, between, exactly, notOf } from './bounds.ts';
import { anyTerm, exists, NOTHING, term } from './dsl.ts';
import type { TagQuestion } from './tagQuery.ts';
import type { ValueField } from './valueField.ts';
import { valueQuery } from './valueQuery.ts';

/** Spans with one of the keys as a field of its own and a value that passes. */
export function elevatedQuery(
  { keys, ...question }: TagQuestion,
  object: TagObject,
  indices: SpanIndices,
): Bounds {
  const { names, otherTypes, prefix } = object;
  const fields = keys.flatMap((key) => elevatedNames(key, indices.dotReplacement, names));
  return anyOf(
    fields.map((name) => {
      const found = fieldQuery(question, prefix + name, otherTypes.get(name), indices);
      // What cannot be told apart does not matter in a field that no index has.
      return names === undefined || names.has(name) ? found : exactly(found.atMost);
    }),
  );
}

/** Fields a key may have been elevated to, as decoding reads their names. */
function elevatedNames(
  key: string,
  dotReplacement: string,
  names: ReadonlySet<string> | undefined,
): readonly string[] {
  if (dotReplacement === '' || dotReplacement === '.' || key === WARNINGS_KEY) return [key];
  // Read back, every replacement is a dot: no elevated key has one.
  if (key.includes(dotReplacement)) return [];
  const name = key.replaceAll('.', dotReplacement);
  // Objects in objects, which are fields with dots to an engine.
  return name !== key && names?.has(key) ? [name, key] : [name];
}

function fieldQuery(
  { test, taken }: Omit<TagQuestion, 'keys'>,
  name: string,
  type: TagType | undefined,
  { limits }: SpanIndices,
): Bounds {
  const field: ValueField = {
    name: type === 'text-with-keyword' ? `${name}.keyword` : name,
    types: { kind: 'native' },
    limits,
  };
  const found = isAnyValue(test) ? present(name) : typedQuery(test, field, type);
  if (taken === undefined) return found;
  const isPlain = type === undefined || type === 'text-with-keyword';
  return isPlain ? allOf([found, notOf(taken(field))]) : between(NOTHING, found.atMost);
}

/** A star in a name asks for all fields that fit. */
function present(name: string): Bounds {
  return name.includes('*') ? between(NOTHING, exists(name)) : exactly(exists(name));
}

function typedQuery(test: AskedValue, field: ValueField, type: TagType | undefined): Bounds {
  switch (type) {
    case undefined:
    case 'text-with-keyword':
      return valueQuery(test, field);
    case 'text':
      return between(NOTHING, exists(field.name));
    case 'boolean':
      return booleanQuery(test, field.name);
    case 'number':
      return between(NOTHING, numberQuery(test, field.name));
  }
}

/** The empty text was taken for `false`. */
function booleanQuery(test: AskedValue, name: string): Bounds {
  const isTrue = passes(test, 'true') ? [exactly(term(name, true))] : [];
  const isFalse = [passes(test, 'false'), passes(test, '')];
  if (!isFalse.includes(true)) return anyOf(isTrue);
  const falsely = term(name, false);
  return anyOf([...isTrue, isFalse.includes(false) ? between(NOTHING, falsely) : exactly(falsely)]);
}

/** How a number was written is not indexed, and in a field of 32 bits it was rounded. */
function numberQuery(test: AskedValue, name: string) {
  if (test.op !== '=' && test.op !== 'in') return exists(name);
  const patterns = test.op === '=' ? [test.value] : test.values;
  const numbers: number[] = [];
  for (const { parts } of patterns) {
    const number = parts.length === 1 && parts[0]?.trim() !== '' ? Number(parts[0]) : Number.NaN;
    // Beyond it a field of 32 bits refuses to be asked.
    if (!(Math.abs(number) < 1e18)) return exists(name);
    numbers.push(number);
  }
  return anyTerm(name, numbers);
}
