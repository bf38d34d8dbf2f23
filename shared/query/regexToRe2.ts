import { parseRegex } from './regexSubset.ts';
import { type RegexDialect, writeRegex } from './writeRegex.ts';

/**
 * The expression for RE2 (DuckDB's `regexp_matches`, Go), unanchored. `source` comes from a parsed
 * query and so has been checked; anything else is a fault of the caller.
 *
 * Classes are written out and `.` becomes a class, so that no flag of the engine changes a meaning:
 * the same text is a JavaScript pattern under the flag `u`.
 */
export function regexToRe2(source: string): string {
  const regex = parseRegex(source);
  if (!regex.ok) throw new RangeError(`not a checked regular expression: ${regex.error.message}`);
  return regex.value.alternatives
    .map(({ node, startsAtStart, endsAtEnd }) => {
      const body = writeRegex(node, RE2);
      return `${startsAtStart ? '^' : ''}${body}${endsAtEnd ? '$' : ''}`;
    })
    .join('|');
}

const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;

/** A character as itself, escaped where it is syntax, which RE2 and JavaScript both allow. */
function writeChar(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  if (char === '-') return '\\x2d';
  return SYNTAX.test(char) ? `\\${char}` : char;
}

/** `.` would leave out line breaks. */
const RE2: RegexDialect = { anyChar: '[\\s\\S]', writeChar };
