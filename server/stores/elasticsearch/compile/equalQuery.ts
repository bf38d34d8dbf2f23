import type { JsonBody } from '../engine/engineCall.ts';
import { anyOf, type Bounds, between, exactly } from './bounds.ts';
import { anyTerm, both, exists, NOTHING, neither, term } from './dsl.ts';
import { readNumberText, tenDigitSpelling } from './numberSpelling.ts';
import type { ValueField, ValueTypes } from './valueField.ts';

/** Where a field holds one of the values, however a number among them is written there. */
export function equalQuery(values: Iterable<string>, field: ValueField): Bounds {
  const { name, types, limits } = field;
  const stored: StoredForms = { asTheyAre: [], asDouble: [], asText: [], perhaps: [] };
  let isTooLong = false;
  for (const value of new Set(values)) {
    if (value.length > limits.ignoreAbove) isTooLong = true;
    else addForms(value, types, stored);
  }
  const parts = [
    exactly(anyTerm(name, stored.asTheyAre)),
    between(NOTHING, anyTerm(name, stored.perhaps)),
  ];
  if (types.kind === 'declared') {
    const isDouble = term(types.typeField, 'float64');
    const isNumber = anyTerm(types.typeField, ['int64', 'float64']);
    parts.push(exactly(both([anyTerm(name, stored.asDouble), isDouble])));
    parts.push(exactly(both([anyTerm(name, stored.asText), neither(isNumber)])));
  }
  // What is stored but not indexed might be it.
  if (isTooLong) parts.push(between(NOTHING, unindexed(field)));
  return anyOf(parts);
}

/** Texts to look for, by what they have to be to stand for the value. */
interface StoredForms {
  readonly asTheyAre: string[];
  readonly asDouble: string[];
  readonly asText: string[];
  /** The engine cannot tell whether it is a number in another spelling, or that text. */
  readonly perhaps: string[];
}

function addForms(value: string, types: ValueTypes, stored: StoredForms): void {
  const reading = readNumberText(value);
  if (types.kind === 'text' || reading.kind === 'word') {
    stored.asTheyAre.push(value);
  } else if (types.kind === 'native') {
    // Native numbers have one spelling, but for zero.
    if (value !== MINUS_ZERO) stored.asTheyAre.push(value);
    if (value === MINUS_ZERO || value === '0') stored.perhaps.push(MINUS_ZERO);
  } else if (types.kind === 'declared') {
    if (reading.kind === 'spelling') stored.asText.push(value);
    else stored.asTheyAre.push(value);
    if (reading.kind === 'number') stored.asDouble.push(...reading.alternatives);
  } else if (reading.kind === 'number') {
    const other = tenDigitSpelling(value);
    stored.asTheyAre.push(value);
    if (other !== undefined) stored.perhaps.push(other);
  } else {
    const isWritten = tenDigitSpelling(String(Number(value))) === value;
    (isWritten ? stored.perhaps : stored.asTheyAre).push(value);
  }
}

const MINUS_ZERO = '-0';

/** Where there is a value that is not indexed: without one a tag would not be in a list. */
function unindexed({ name, types }: ValueField): JsonBody {
  return types.kind === 'native' ? term('_ignored', name) : neither(exists(name));
}
