import { parseRegex } from '../../../../shared/query/regexSubset.ts';
import { type RegexDialect, writeRegex } from '../../../../shared/query/writeRegex.ts';

/**
 * The expression for Lucene, which matches whole values: `.*` stands where the source is open at an
 * end. `source` comes from a parsed query and so has been checked.
 */
export function regexToLucene(source: string): string {
  const regex = parseRegex(source);
  if (!regex.ok) throw new RangeError(`not a checked regular expression: ${regex.error.message}`);
  return regex.value.alternatives
    .map(({ node, startsAtStart, endsAtEnd }) => {
      const body = writeRegex(node, LUCENE);
      return `${startsAtStart ? '' : '.*'}${body}${endsAtEnd ? '' : '.*'}`;
    })
    .map((alternative) => alternative || EMPTY)
    .join('|');
}

/** The text itself, with everything that Lucene could take for syntax escaped. */
export function escapeLucene(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** Lucene knows no empty alternative; its way to write one is an empty string in quotes. */
const EMPTY = '""';

/** Lucene's `.` is any character, a line break too. */
const LUCENE: RegexDialect = {
  anyChar: '.',
  writeChar: (codePoint) => escapeLucene(String.fromCodePoint(codePoint)),
};
