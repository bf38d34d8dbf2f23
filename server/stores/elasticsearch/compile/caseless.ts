import { escapeLucene } from './luceneRegex.ts';

/** An expression for the values that contain a text when case does not matter. */
export interface CaselessRegex {
  readonly source: string;
  /** False where whether two letters are the same depends on those around them. */
  readonly isExact: boolean;
}

/**
 * Values whose `toLowerCase()` contains `wanted`, which is lower case. Engines fold ASCII letters
 * only, each for itself; so the forms of a letter are written out here, the Kelvin sign under `k`
 * too, and `İ`, which is the two letters `i̇` in lower case.
 */
export function caselessRegex(wanted: string): CaselessRegex {
  const chars = [...wanted];
  let source = '';
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] ?? '';
    const isPair = char === 'i' && chars[index + 1] === DOT_ABOVE;
    if (isPair) {
      source += `(${formsOf('i')}${DOT_ABOVE}|${DOTTED_I})`;
      index++;
      continue;
    }
    // Half of the pair may be all that is asked for, at either end.
    const isHalf =
      (char === 'i' && index === chars.length - 1) || (char === DOT_ABOVE && index === 0);
    source += isHalf ? `(${formsOf(char)}|${DOTTED_I})` : formsOf(char);
  }
  return { source: `.*${source}.*`, isExact: !/[σς]/.test(wanted) };
}

const DOTTED_I = 'İ';
const DOT_ABOVE = '\u0307';

function formsOf(char: string): string {
  const forms = [char, ...upperFormsOf(char)];
  if (forms.length === 1) return escapeLucene(char);
  return `[${forms.map(escapeLucene).join('')}]`;
}

/** Small sigma has two forms of its own, which one depends on where in a word it stands. */
const SIGMAS = new Set(['σ', 'ς']);

function upperFormsOf(char: string): readonly string[] {
  if (SIGMAS.has(char)) return ['Σ', 'σ', 'ς'].filter((form) => form !== char);
  return (upperForms ?? makeUpperForms()).get(char) ?? [];
}

let upperForms: ReadonlyMap<string, readonly string[]> | undefined;

const LAST_CODE_POINT = 0x1ffff;

/** By lower-case letter the others that become it; some 1,400 entries, made when first asked for. */
function makeUpperForms(): ReadonlyMap<string, readonly string[]> {
  const made = new Map<string, string[]>();
  for (let codePoint = 0x41; codePoint <= LAST_CODE_POINT; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const form = String.fromCodePoint(codePoint);
    const lower = form.toLowerCase();
    if (lower === form) continue;
    const known = made.get(lower);
    if (known === undefined) made.set(lower, [form]);
    else known.push(form);
  }
  upperForms = made;
  return made;
}
