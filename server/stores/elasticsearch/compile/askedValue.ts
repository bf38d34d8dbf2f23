import type { Pattern, ValueTest } from '../../../../shared/query/ast.ts';
import { valueMatcher } from '../../../../shared/query/matchValue.ts';
import { attributeText } from '../../../../shared/span/attributes.ts';
import type { AttributeValue } from '../../../../shared/span/span.ts';
import { readNumberText } from './numberSpelling.ts';

/** What is asked of a value: a test of the query language, or the `wanted` text of a free one. */
export type AskedValue = ValueTest | { readonly op: 'contains'; readonly wanted: string };

/** @param wanted  the text, in lower case */
export const containing = (wanted: string): AskedValue => ({ op: 'contains', wanted });

/** One of the texts, as they are. */
export const oneOf = (texts: readonly string[]): AskedValue => ({
  op: 'in',
  values: texts.map((text) => ({ parts: [text] })),
});

export const ANY_VALUE: AskedValue = { op: '=', value: { parts: ['', ''] } };

/** Whether a value passes; `undefined` stands for a tag that has none. */
export function passes(asked: AskedValue, value: AttributeValue): boolean {
  if (asked.op !== 'contains') return valueMatcher(asked)(value);
  return attributeText(value).toLowerCase().includes(asked.wanted);
}

export const patternsOf = (asked: AskedValue): readonly Pattern[] =>
  asked.op === '=' ? [asked.value] : asked.op === 'in' ? asked.values : [];

/** No whole value has half a surrogate pair: engines and spans alike have U+FFFD in its place. */
export const hasHalfPair = (text: string): boolean => /\p{Surrogate}/u.test(text);

/** `k=*`, which holds wherever the key is. */
export function isAnyValue(asked: AskedValue): boolean {
  return patternsOf(asked).some(
    ({ parts }) => parts.length > 1 && parts.every((part) => part === ''),
  );
}

/** Length of the longest text a value would have to hold; 0 where that is not known. */
export function longestText(asked: AskedValue): number {
  if (asked.op === 'contains') return asked.wanted.length;
  const lengths = patternsOf(asked).map(({ parts }) =>
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  return lengths.reduce((longest, length) => Math.max(longest, length), 0);
}

/** Whether nothing but text can pass: no number, no truth value and no bytes in hex. */
export function isOfText(asked: AskedValue): boolean {
  if (asked.op === 'contains') return !NATIVE_LETTERS.some((native) => native.test(asked.wanted));
  const patterns = patternsOf(asked);
  return patterns.length > 0 && patterns.every(isWord);
}

/** Pieces of what is no text, in lower case. */
const NATIVE_LETTERS = [
  /^[-+.0-9e]*$/,
  /^[0-9a-f]*$/,
  /^(t?r?u?e?|f?a?l?s?e?|n?a?n?|-?i?n?f?i?n?i?t?y?)$/,
];

function isWord({ parts: [text = '', ...more] }: Pattern): boolean {
  if (more.length > 0 || text === '' || text === 'true' || text === 'false') return false;
  return readNumberText(text).kind === 'word';
}
