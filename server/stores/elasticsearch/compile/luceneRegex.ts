import type { CharRange, RegexNode } from '../../../../shared/query/regexNode.ts';
import { parseRegex } from '../../../../shared/query/regexSubset.ts';

/**
 * The expression for Lucene, which matches whole values: `.*` stands where the source is open at an
 * end. `source` comes from a parsed query and so has been checked.
 */
export function regexToLucene(source: string): string {
  const regex = parseRegex(source);
  if (!regex.ok) throw new RangeError(`not a checked regular expression: ${regex.error.message}`);
  return regex.value.alternatives
    .map(({ node, startsAtStart, endsAtEnd }) => {
      const body = writeAtom(node);
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

// Recursion is bounded by the group depth of a checked expression.
function writeNode(node: RegexNode): string {
  switch (node.kind) {
    case 'class':
      return writeClass(node.ranges, node.isNegated);
    case 'concat':
      return node.nodes.map(writeAtom).join('');
    case 'choice':
      return node.nodes.map(writeAtom).join('|');
    case 'repeat':
      return `${writeRepeated(node.node)}${writeQuantifier(node.min, node.max)}`;
  }
}

const writeAtom = (node: RegexNode): string =>
  node.kind === 'choice' ? `(${writeNode(node)})` : writeNode(node);

const writeRepeated = (node: RegexNode): string =>
  node.kind === 'class' ? writeNode(node) : `(${writeNode(node)})`;

function writeQuantifier(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** Lucene's `.` is any character, a line break too. */
function writeClass(ranges: readonly CharRange[], isNegated: boolean): string {
  if (ranges.length === 0) return '.';
  const [first] = ranges;
  if (!isNegated && ranges.length === 1 && first !== undefined && first[0] === first[1]) {
    return writeChar(first[0]);
  }
  const members = ranges.map(([from, to]) =>
    from === to ? writeChar(from) : `${writeChar(from)}-${writeChar(to)}`,
  );
  return `[${isNegated ? '^' : ''}${members.join('')}]`;
}

const writeChar = (codePoint: number): string => escapeLucene(String.fromCodePoint(codePoint));
