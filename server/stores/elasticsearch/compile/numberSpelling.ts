/** How a text reads as a number, by what becomes of a tag of a number's type that holds it. */
export type NumberReading =
  /** No number: the text stays what it is whatever its type. */
  | { readonly kind: 'word' }
  /** The one text a number has on screen and in search, and how else writers have put it. */
  | { readonly kind: 'number'; readonly alternatives: readonly string[] }
  /** A number written otherwise (`42.0`, `007`): only a text is found under it. */
  | { readonly kind: 'spelling' };

export function readNumberText(text: string): NumberReading {
  if (WHOLE.test(text) && text !== '-0') {
    return { kind: 'number', alternatives: alternativesOf(text, Number(text)) };
  }
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(number) && !NAMED.test(text)) return { kind: 'word' };
  if (String(number) !== text) return { kind: 'spelling' };
  return { kind: 'number', alternatives: alternativesOf(text, number) };
}

const WHOLE = /^-?(0|[1-9]\d{0,19})$/;
const NAMED = /^[+-]?(nan|inf|infinity)$/i;

/** Other spellings of the number that are read back as `text`, `text` itself left out. */
function alternativesOf(text: string, number: number): readonly string[] {
  if (Number.isNaN(number)) return [];
  if (!Number.isFinite(number)) return number > 0 ? ['+Inf', 'Inf'] : ['-Inf'];
  // Of an integer beyond 2^53 a double loses the last digits.
  if (String(number) !== text) return [];
  const [mantissa = '', power = '0'] = number.toExponential().split('e');
  const isNegative = power.startsWith('-');
  const digits = power.slice(1);
  const signs = isNegative ? ['-'] : ['+', ''];
  const mantissas = mantissa.includes('.') ? [mantissa] : [mantissa, `${mantissa}.0`];
  const spellings = new Set(text.includes('.') || text.includes('e') ? [] : [`${text}.0`]);
  if (number === 0) for (const zero of ['-0', '-0.0']) spellings.add(zero);
  for (const sign of signs) {
    for (const exponent of new Set([digits, digits.padStart(2, '0')])) {
      for (const each of mantissas) {
        for (const letter of ['e', 'E']) spellings.add(`${each}${letter}${sign}${exponent}`);
      }
    }
  }
  spellings.delete(text);
  return [...spellings];
}

/**
 * How writers before 2025 kept a double, with ten digits (Go's `%.10g`), where that is another
 * text but the same number: `1e+10` for 10000000000, `-0` for 0.
 */
export function tenDigitSpelling(text: string): string | undefined {
  const number = Number(text);
  if (number === 0) return '-0';
  if (!Number.isFinite(number)) return number > 0 ? '+Inf' : number < 0 ? '-Inf' : undefined;
  const [mantissa = '', power = '0'] = number.toExponential().split('e');
  if (mantissa.replace(/[-.]/g, '').length > 10) return undefined;
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 10) return undefined;
  const spelling = `${mantissa}e${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`;
  return spelling === text ? undefined : spelling;
}
