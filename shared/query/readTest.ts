import { fail, ok, type Result } from '../result.ts';
import type { Comparison, Pattern, ValueTest } from './ast.ts';
import { choicesOf, type FieldType } from './fields.ts';
import { type Measure, readNumber } from './literal.ts';
import { errorAt, type QueryError, unknownName } from './queryError.ts';
import { parseRegex } from './regexSubset.ts';
import type { Operator, OperatorToken, ValueToken, WordToken } from './token.ts';

/** A term as the parser found it, before it is known what its key means. */
export interface WrittenTerm {
  readonly word: WordToken;
  readonly operator: OperatorToken;
  /** None after `k=`, several in `k=(a OR b)`. */
  readonly values: readonly ValueToken[];
  readonly end: number;
}

const EMPTY_VALUE: Pattern = { parts: [''] };

/** The test of a term on a built-in field or, with `key`, on an attribute. Negation is the caller's. */
export function readTest(
  term: WrittenTerm,
  name: string,
  type: FieldType,
): Result<ValueTest, QueryError> {
  const op = term.operator.op;
  if (isComparison(op)) return readFieldComparison(term, name, type, op);
  if (op === '=~' || op === '!~') return readRegexTest(term, name, type);
  const values: Pattern[] = [];
  for (const token of term.values) {
    const value = readPattern(token, name, type);
    if (!value.ok) return value;
    values.push(value.value);
  }
  const [first, ...more] = values;
  if (first === undefined) return readEmptyValue(term, name, type);
  return ok(more.length === 0 ? { op: '=', value: first } : { op: 'in', values });
}

/** `> 1s` after a gap or a stage, or in any other place that holds a duration. */
export function readComparison(
  operator: OperatorToken,
  value: ValueToken | undefined,
  measure: Measure,
): Result<Comparison, QueryError> {
  const { op, start, end } = operator;
  if (!isComparison(op)) {
    return fail(errorAt(start, end, `"${op}" cannot be used here: write <, <=, > or >=.`));
  }
  if (value === undefined) {
    return fail(errorAt(start, end, `A number is missing after "${op}".`));
  }
  const text = value.parts.join('*');
  const number = readNumber(text, measure);
  if (!number.ok) return fail(errorAt(value.start, value.end, number.error));
  return ok({ op, value: number.value, text });
}

function isComparison(op: Operator): op is Comparison['op'] {
  return op === '<' || op === '<=' || op === '>' || op === '>=';
}

function readFieldComparison(
  term: WrittenTerm,
  name: string,
  type: FieldType,
  op: Comparison['op'],
): Result<ValueTest, QueryError> {
  if (type.holds === 'text' || type.holds === 'choice') {
    const { start, end } = term.operator;
    return fail(
      errorAt(start, end, `${name} is text and cannot be compared by "${op}": use =, != or =~.`),
    );
  }
  return readComparison(term.operator, term.values[0], measureOf(name, type));
}

function readRegexTest(
  term: WrittenTerm,
  name: string,
  type: FieldType,
): Result<ValueTest, QueryError> {
  const [value] = term.values;
  const { start, end } = term.operator;
  if (type.holds === 'count' || type.holds === 'duration') {
    return fail(errorAt(start, end, `${name} is a number: use =, <, <=, > or >=.`));
  }
  if (value === undefined) {
    return fail(errorAt(start, end, 'A regular expression is missing after "=~".'));
  }
  const source = value.parts.join('');
  const regex = parseRegex(source);
  if (regex.ok) return ok({ op: '=~', source });
  // Inside quotes an escape may have shifted positions: then the whole value is marked.
  const at = value.start + (regex.error.position ?? 0);
  return fail(
    value.isQuoted
      ? errorAt(value.start, value.end, regex.error.message)
      : errorAt(at, at + (regex.error.length ?? 1), regex.error.message),
  );
}

function readEmptyValue(
  { operator }: WrittenTerm,
  name: string,
  type: FieldType,
): Result<ValueTest, QueryError> {
  if (type.holds === 'text' || type.holds === 'anything')
    return ok({ op: '=', value: EMPTY_VALUE });
  const choices = choicesOf(name);
  const hint = choices.length === 0 ? 'write a number.' : `write one of ${choices.join(', ')}.`;
  return fail(
    errorAt(operator.start, operator.end, `A value is missing after "${operator.op}": ${hint}`),
  );
}

function readPattern(
  token: ValueToken,
  name: string,
  type: FieldType,
): Result<Pattern, QueryError> {
  const [text = '', ...more] = token.parts;
  if (!token.isQuoted && text.startsWith('=')) {
    const hint = 'Write one "=". A value that starts with "=" goes in double quotes.';
    return fail(errorAt(token.start, token.start + 1, hint));
  }
  if (type.holds === 'count' || type.holds === 'duration')
    return readNumberPattern(token, name, type);
  if (type.holds !== 'choice') return ok({ parts: token.parts });
  const parts = token.parts.map((part) => part.toLowerCase());
  if (more.length > 0 || type.choices.includes(text.toLowerCase())) return ok({ parts });
  const quoteHint = ` For an attribute of that name write "${name}" in double quotes.`;
  return fail(
    errorAt(
      token.start,
      token.end,
      unknownName(`value of ${name}`, text, type.choices) + quoteHint,
    ),
  );
}

/** `duration=50ms` is kept as the text of its microseconds: one form, which engines compare as text. */
function readNumberPattern(
  token: ValueToken,
  name: string,
  type: FieldType,
): Result<Pattern, QueryError> {
  const number = readNumber(token.parts.join('*'), measureOf(name, type));
  if (!number.ok) return fail(errorAt(token.start, token.end, number.error));
  if (!Number.isSafeInteger(number.value)) {
    const unit = type.holds === 'duration' ? 'whole microseconds' : 'a whole number';
    return fail(errorAt(token.start, token.end, `${name} is ${unit}: compare with < or >.`));
  }
  return ok({ parts: [String(number.value)] });
}

function measureOf(name: string, type: FieldType): Measure {
  if (type.holds === 'count' || type.holds === 'duration') return { unit: type.holds };
  return { unit: 'attribute', key: name };
}
