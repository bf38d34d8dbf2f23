import { attributeNumber, attributeText } from '../span/attributes.ts';
import type { AttributeValue } from '../span/span.ts';
import type { Comparison, Pattern, ValueTest } from './ast.ts';
import { regexMatcher } from './regexMatcher.ts';

export type ValueMatch = (value: AttributeValue) => boolean;

/**
 * The meaning of a test on one value, whatever its stored type: texts compare as `attributeText`,
 * `< <= > >=` as `attributeNumber`, so that the number 42 and the text "42" are the same and a
 * value that is no plain decimal is neither above nor below anything. Case matters.
 */
export function valueMatcher(test: ValueTest): ValueMatch {
  switch (test.op) {
    case '=':
      return patternMatcher(test.value);
    case 'in':
      return listMatcher(test.values);
    case '=~': {
      const isFound = regexMatcher(test.source);
      return (value) => isFound(attributeText(value));
    }
    default:
      return (value) => compares(attributeNumber(value), test);
  }
}

/** Whether a number satisfies a comparison; an absent one satisfies none. */
export function compares(number: number | undefined, { op, value }: Comparison): boolean {
  if (number === undefined) return false;
  switch (op) {
    case '<':
      return number < value;
    case '<=':
      return number <= value;
    case '>':
      return number > value;
    case '>=':
      return number >= value;
  }
}

/**
 * Whether the text is the pieces with anything between them: `['devices/', '/telemetry']` fits
 * `devices/7/telemetry`; one piece fits only itself. Each inner piece is taken at its first place,
 * which leaves the most room to the rest.
 */
export function matchesParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length <= 1) return text === first;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const endAt = text.length - last.length;
  let at = first.length;
  for (let index = 1; index < parts.length - 1; index++) {
    const part = parts[index] ?? '';
    const foundAt = text.indexOf(part, at);
    if (foundAt < 0 || foundAt + part.length > endAt) return false;
    at = foundAt + part.length;
  }
  return true;
}

function patternMatcher({ parts }: Pattern): ValueMatch {
  return (value) => matchesParts(attributeText(value), parts);
}

function listMatcher(values: readonly Pattern[]): ValueMatch {
  const exact = new Set<string>();
  const wild: Pattern[] = [];
  for (const pattern of values) {
    const [only] = pattern.parts;
    if (only !== undefined && pattern.parts.length === 1) exact.add(only);
    else wild.push(pattern);
  }
  return (value) => {
    const text = attributeText(value);
    return exact.has(text) || wild.some(({ parts }) => matchesParts(text, parts));
  };
}
