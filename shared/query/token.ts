import type { AttributePlace } from './ast.ts';

/** The pieces of a query line, with their place in the text as `[start, end)`. */
export type Token = MarkToken | KeywordToken | WordToken | OperatorToken | ValueToken | ListToken;

interface Extent {
  readonly start: number;
  readonly end: number;
}

export interface MarkToken extends Extent {
  readonly kind: 'mark';
  readonly mark: '(' | ')' | '{' | '}' | '-';
}

interface KeywordToken extends Extent {
  readonly kind: 'keyword';
  readonly word: Keyword;
}

/** A key when an operator follows, else free text. */
export interface WordToken extends Extent {
  readonly kind: 'word';
  readonly text: string;
  readonly isQuoted: boolean;
  /** Of `resource."host name"`, where only the rest is quoted. */
  readonly place?: AttributePlace;
}

export interface OperatorToken extends Extent {
  readonly kind: 'operator';
  readonly op: Operator;
}

/** What stands after an operator; `parts` are the literal pieces between unquoted `*`. */
export interface ValueToken extends Extent {
  readonly kind: 'value';
  readonly parts: readonly string[];
  readonly isQuoted: boolean;
}

/** The parentheses of `k=(a OR b)`. */
interface ListToken extends Extent {
  readonly kind: 'listOpen' | 'listClose';
}

export const KEYWORDS = ['AND', 'OR', 'NOT'] as const;
export type Keyword = (typeof KEYWORDS)[number];

export type Operator = '=' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=' | ':';

export function isKeyword(text: string): text is Keyword {
  return KEYWORDS.some((keyword) => keyword === text);
}
