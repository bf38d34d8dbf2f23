import { WARNINGS_KEY } from '../../../../shared/formats/jaegerSpan.ts';
import type { SpanIndices, TagObject, TagType } from '../discovery/spanIndices.ts';
import { type AskedValue, isAnyValue, patternsOf } from './askedValue.ts';
import { allOf, anyOf, type Bounds, between, exactly, notOf } from './bounds.ts';
import { anyTerm, either, exists, NOTHING, term } from './dsl.ts';
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
  const field: ValueField = { name, types: { kind: 'native' }, limits };
  const found = isAnyValue(test) ? present(name) : typedQuery(test, field, type);
  if (taken === undefined) return found;
  return type === undefined ? allOf([found, notOf(taken(field))]) : between(NOTHING, found.atMost);
}

/** With values too long to be indexed where the engine keeps a list of those. A star in a name asks for all fields that fit. */
function present(name: string): Bounds {
  const found = either([exists(name), term('_ignored', name)]);
  return name.includes('*') ? between(NOTHING, found) : exactly(found);
}

/** The field may still be one of keywords in some of the indices. */
function typedQuery(test: AskedValue, field: ValueField, type: TagType | undefined): Bounds {
  const { name } = field;
  switch (type) {
    case undefined:
      return valueQuery(test, field);
    case 'text-with-keyword': {
      const beside = valueQuery(test, { ...field, name: `${name}.keyword` });
      return between(beside.atLeast, either([beside.atMost, valueQuery(test, field).atMost]));
    }
    case 'text':
      return between(NOTHING, exists(name));
    case 'boolean':
      return between(NOTHING, termsThat(isTruthValue, test, name));
    case 'number':
      return between(NOTHING, termsThat(isWholeNumber, test, name));
  }
}

/** The values asked for where the engine can read each as what the field holds. */
function termsThat(isReadable: (text: string) => boolean, test: AskedValue, name: string) {
  const patterns = patternsOf(test);
  const texts = patterns.flatMap(({ parts }) => (parts.length === 1 ? parts : []));
  const isReady = texts.length > 0 && texts.length === patterns.length && texts.every(isReadable);
  return isReady ? anyTerm(name, texts) : exists(name);
}

const isTruthValue = (text: string): boolean => text === 'true' || text === 'false';

/** Of a size that no field of numbers refuses; one of whole numbers has cut fractions off. */
const isWholeNumber = (text: string): boolean => /^-?\d{1,15}$/.test(text);
