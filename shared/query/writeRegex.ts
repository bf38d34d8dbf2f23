import type { CharRange, RegexNode } from './regexNode.ts';

/** What engines write differently. */
export interface RegexDialect {
  /** Any character, a line break too. */
  readonly anyChar: string;
  /** A character as itself, escaped where it is syntax. */
  writeChar(codePoint: number): string;
}

/**
 * The node as an expression, in parentheses where an alternative would bind weaker than what may
 * stand beside it. Recursion is bounded by the group depth of a checked expression.
 */
export function writeRegex(node: RegexNode, dialect: RegexDialect): string {
  const text = writeNode(node, dialect);
  return node.kind === 'choice' ? `(${text})` : text;
}

function writeNode(node: RegexNode, dialect: RegexDialect): string {
  switch (node.kind) {
    case 'class':
      return writeClass(node.ranges, node.isNegated, dialect);
    case 'concat':
      return node.nodes.map((part) => writeRegex(part, dialect)).join('');
    case 'choice':
      return node.nodes.map((part) => writeRegex(part, dialect)).join('|');
    case 'repeat': {
      const text = writeNode(node.node, dialect);
      const repeated = node.node.kind === 'class' ? text : `(${text})`;
      return `${repeated}${writeQuantifier(node.min, node.max)}`;
    }
  }
}

function writeQuantifier(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function writeClass(
  ranges: readonly CharRange[],
  isNegated: boolean,
  { anyChar, writeChar }: RegexDialect,
): string {
  if (ranges.length === 0) return anyChar;
  const [first] = ranges;
  if (!isNegated && ranges.length === 1 && first !== undefined && first[0] === first[1]) {
    return writeChar(first[0]);
  }
  const members = ranges.map(([from, to]) =>
    from === to ? writeChar(from) : `${writeChar(from)}-${writeChar(to)}`,
  );
  return `[${isNegated ? '^' : ''}${members.join('')}]`;
}
