import type { Decimal } from './decimal.ts';

/**
 * Alternatives of an expression for the plain decimals (`007`, `3.70`, without a sign) above `at`,
 * or at it when it is included. The syntax is common to Lucene and JavaScript.
 *
 *     above 42.5   longer: [1-9][0-9]{2,}…    as long: [5-9][0-9]…, 4[3-9]…, 42\.[6-9]…, 42\.5…
 */
export function above(at: Decimal, isIncluded: boolean): readonly string[] {
  const { whole } = at;
  const longer = `0*[1-9][0-9]{${whole.length},}${ANY_FRACTION}`;
  if (whole === '') return [longer, `0+${fractionAbove(at.fraction, isIncluded)}`];
  const larger = orderedWhole(at, fractionAbove(at.fraction, isIncluded), (digit) =>
    digit < 9 ? digitRange(digit + 1, 9) : undefined,
  );
  return [longer, `0*${larger}`];
}

/** The plain decimals below `at`, or at it when it is included. */
export function below(at: Decimal, isIncluded: boolean): readonly string[] {
  const { whole } = at;
  const fraction = fractionBelow(at.fraction, isIncluded);
  if (whole === '') return fraction === undefined ? [] : [`0+${fraction}`];
  const shorter = whole.length === 1 ? '0+' : `0*[0-9]{1,${whole.length - 1}}`;
  const smaller = orderedWhole(at, fraction, (digit) =>
    digit > 0 ? digitRange(0, digit - 1) : undefined,
  );
  return [`${shorter}${ANY_FRACTION}`, ...(smaller === '' ? [] : [`0*${smaller}`])];
}

export const ANY_FRACTION = '(\\.[0-9]+)?';
/** Beyond these, digits of whole numbers count as equal. */
const MOST_WHOLE_DIGITS = 24;

/** Numbers with as many whole digits: by the first digit that differs, else by what follows. */
function orderedWhole(
  { whole }: Decimal,
  fraction: string | undefined,
  others: (digit: number) => string | undefined,
): string {
  const compared = whole.slice(0, MOST_WHOLE_DIGITS);
  const uncompared = whole.length - compared.length;
  let pattern = uncompared === 0 ? fraction : `[0-9]{${uncompared}}${ANY_FRACTION}`;
  for (let index = compared.length - 1; index >= 0; index--) {
    const digit = Number(compared[index]);
    const rest = whole.length - index - 1;
    const other = others(digit);
    const choices: string[] = [];
    if (pattern !== undefined) choices.push(`${digit}${pattern}`);
    if (other !== undefined) choices.push(`${other}${someDigits(rest)}${ANY_FRACTION}`);
    pattern = choices.length === 0 ? undefined : choiceOf(choices);
  }
  return pattern ?? '';
}

/** What may follow equal whole digits, so that the number is above. */
export function fractionAbove(fraction: string, isIncluded: boolean): string {
  if (fraction === '') return isIncluded ? ANY_FRACTION : '\\.[0-9]*[1-9][0-9]*';
  let pattern = isIncluded ? '[0-9]*' : '[0-9]*[1-9][0-9]*';
  for (const { digit, count } of runsOf(fraction).reverse()) {
    const choices = [`${digit}${times(count)}${pattern}`];
    if (digit < 9) choices.push(`${upTo(digit, count - 1)}${digitRange(digit + 1, 9)}[0-9]*`);
    pattern = choiceOf(choices);
  }
  return `\\.${pattern}`;
}

/** What may follow equal whole digits, so that the number is below; `undefined` for nothing. */
export function fractionBelow(fraction: string, isIncluded: boolean): string | undefined {
  if (fraction === '') return isIncluded ? '(\\.0+)?' : undefined;
  let pattern: string | undefined = isIncluded ? '0*' : undefined;
  for (const { digit, count } of runsOf(fraction).reverse()) {
    const choices = pattern === undefined ? [] : [`${digit}${times(count)}${pattern}`];
    // Ends within the equal digits, of which more would follow.
    const most = pattern === undefined ? count - 1 : count;
    if (most > 0) choices.push(`${digit}{1,${most}}`);
    if (digit > 0) choices.push(`${upTo(digit, count - 1)}${digitRange(0, digit - 1)}[0-9]*`);
    pattern = choiceOf(choices);
  }
  return `(\\.${pattern})?`;
}

interface DigitRun {
  readonly digit: number;
  readonly count: number;
}

/** `0003` as three 0 and one 3: a number near a round one has many in a row. */
function runsOf(digits: string): DigitRun[] {
  return (digits.match(/(\d)\1*/g) ?? []).map((run) => ({
    digit: Number(run[0]),
    count: run.length,
  }));
}

const times = (count: number): string => (count === 1 ? '' : `{${count}}`);
const upTo = (digit: number, count: number): string => (count === 0 ? '' : `${digit}{0,${count}}`);
const someDigits = (count: number): string =>
  count === 0 ? '' : count === 1 ? '[0-9]' : `[0-9]{${count}}`;
export const digitRange = (from: number, to: number): string =>
  from === to ? `${from}` : `[${from}-${to}]`;

function choiceOf(choices: readonly string[]): string {
  const [first = ''] = choices;
  return choices.length === 1 ? first : `(${choices.join('|')})`;
}
