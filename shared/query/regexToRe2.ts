import type { CharRange, RegexNode } from './regexNode.ts';
import { parseRegex } from './regexSubset.ts';

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
      const body = node.kind === 'choice' ? `(${writeNode(node)})` : writeNode(node);
      return `${startsAtStart ? '^' : ''}${body}${endsAtEnd ? '$' : ''}`;
    })
    .join('|');
}

function writeNode(node: RegexNode): string {
  switch (node.kind) {
    case 'class':
      return writeClass(node.ranges, node.isNegated);
    case 'concat':
      return node.nodes.map(writeAtom).join('');
    case 'choice':
      return node.nodes.map(writeNode).join('|');
    case 'repeat':
      return `${writeRepeated(node.node)}${writeQuantifier(node.min, node.max)}`;
  }
}

const writeAtom = (node: RegexNode) =>
  node.kind === 'choice' ? `(${writeNode(node)})` : writeNode(node);

const writeRepeated = (node: RegexNode) =>
  node.kind === 'class' ? writeNode(node) : `(${writeNode(node)})`;

function writeQuantifier(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function writeClass(ranges: readonly CharRange[], isNegated: boolean): string {
  // Any character: `.` would leave out line breaks.
  if (ranges.length === 0) return '[\\s\\S]';
  const [first] = ranges;
  if (!isNegated && ranges.length === 1 && first !== undefined && first[0] === first[1]) {
    return writeChar(first[0]);
  }
  const members = ranges.map(([from, to]) =>
    from === to ? writeChar(from) : `${writeChar(from)}-${writeChar(to)}`,
  );
  return `[${isNegated ? '^' : ''}${members.join('')}]`;
}

const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;

/** A character as itself, escaped where it is syntax, which RE2 and JavaScript both allow. */
function writeChar(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  if (char === '-') return '\\x2d';
  return SYNTAX.test(char) ? `\\${char}` : char;
}
