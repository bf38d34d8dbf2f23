/**
 * A checked regular expression. Only what RE2 and Lucene both have and mean alike gets in:
 *
 *     literals  \.   .   [abc] [^a-z]   \d \w \s   ( )   |   * + ? {n} {n,} {n,m}   ^ $
 *
 * It is searched for anywhere in the text; `^` and `$` stand only at the ends of the whole
 * expression or of a top-level alternative, because Lucene has no anchors and they are turned into
 * the absence of a leading or trailing `.*`. `.` is any character, a line break too; `\d \w \s` are
 * the ASCII classes.
 */
export interface Regex {
  readonly alternatives: readonly RegexAlternative[];
}

export interface RegexAlternative {
  readonly node: RegexNode;
  readonly startsAtStart: boolean;
  readonly endsAtEnd: boolean;
}

export type RegexNode =
  /** One character out of the ranges (inclusive code points), or out of all others. */
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly ranges: readonly CharRange[] }
  | { readonly kind: 'concat'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: RegexNode;
      readonly min: number;
      /** Absent: without end. */
      readonly max?: number;
    };

export type CharRange = readonly [from: number, to: number];

/** One certain character. */
export function charNode(codePoint: number): RegexNode {
  return { kind: 'class', isNegated: false, ranges: [[codePoint, codePoint]] };
}

/** Characters after every repetition is written out: what an engine has to hold in memory. */
export function sizeOf(node: RegexNode): number {
  switch (node.kind) {
    case 'class':
      return 1;
    case 'concat':
    case 'choice':
      return node.nodes.reduce((sum, part) => sum + sizeOf(part), 0);
    case 'repeat':
      return sizeOf(node.node) * Math.max(1, node.max ?? node.min + 1);
  }
}
