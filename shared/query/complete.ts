import { STAGES, stageOrder } from '../pipeline/stages.ts';
import type { AttributePlace } from './ast.ts';
import {
  BUILT_IN_FIELDS,
  COLON_WORDS,
  choicesOf,
  FIELD_SYNONYMS,
  isColonWord,
  isPlace,
  isTraceField,
} from './fields.ts';
import { lexQuery } from './lexer.ts';
import { MAX_QUERY_LENGTH } from './parser.ts';
import type { Where } from './print.ts';
import { readValueRun } from './readRun.ts';
import { KEYWORDS, type Keyword, type OperatorToken, type Token, type WordToken } from './token.ts';

/** What is being typed at the cursor and the stretch `[start, end)` that a choice replaces. */
export type Completion = { readonly start: number; readonly end: number } & (
  | {
      /** The name of a field or attribute, a word of free text, or a keyword. */
      readonly kind: 'key';
      readonly prefix: string;
      readonly keywords: readonly Keyword[];
      /** `span` inside braces: fields of the trace have no place there. */
      readonly where: Where;
      /** An operator follows already and need not be written. */
      readonly hasOperator: boolean;
    }
  | {
      /** A value of an attribute or an open field: ask the data. */
      readonly kind: 'value';
      readonly field: string;
      readonly place?: AttributePlace;
      readonly prefix: string;
      /** The other values of the list the cursor is in. */
      readonly listed: readonly string[];
      readonly isInList: boolean;
    }
  | {
      /** One of a few names that are known without data: a finding, a stage, a status. */
      readonly kind: 'choice';
      readonly field: string;
      readonly prefix: string;
      readonly choices: readonly string[];
      readonly isInList: boolean;
    }
  | { readonly kind: 'operator'; readonly field: string; readonly operators: readonly string[] }
  | { readonly kind: 'keyword'; readonly prefix: string; readonly keywords: readonly Keyword[] }
);

/**
 * What can be completed at the cursor, also in text that does not parse, or `undefined` where
 * nothing can: inside a number or a regular expression, or when the text is over its limit.
 *
 *     db.st|            key "db.st"
 *     db.status=er|     value of db.status that starts with "er"
 *     is:or|            choice of a finding
 *     k=(a OR |         value of k, besides "a"
 *
 * `where` is `span` for the search inside a trace.
 */
export function completionAt(
  text: string,
  cursor: number,
  where: Where = 'trace',
): Completion | undefined {
  if (text.length > MAX_QUERY_LENGTH) return undefined;
  const { tokens } = lexQuery(text);
  const before = tokens.filter(({ start }) => start < cursor);
  const site: Site = {
    text,
    cursor,
    before,
    after: tokens[before.length],
    where: isInBraces(before) ? 'span' : where,
  };
  const list = openList(before);
  if (list !== undefined) return completeInList(site, list);
  const last = before.at(-1);
  if (last === undefined || last.kind === 'listOpen' || last.kind === 'listClose') {
    return completeNewKey(site);
  }
  switch (last.kind) {
    case 'word':
      return cursor <= last.end ? completeKey(site, last) : completeNewKey(site);
    case 'keyword':
      return cursor <= last.end ? completeKeyword(site, last) : completeNewKey(site);
    case 'operator':
      return completeAfterOperator(site, last);
    case 'value':
      return cursor <= last.end ? completeValue(site, last) : completeNewKey(site);
    case 'mark':
      return completeNewKey(site);
  }
}

/** The built-in names that can start a term here, to stand beside the attribute keys of the data. */
export function builtInKeys(where: Where): readonly string[] {
  if (where === 'trace') return [...BUILT_IN_FIELDS, ...COLON_WORDS];
  return BUILT_IN_FIELDS.filter((name) => !isTraceField(name) && name !== 'finding');
}

interface Site {
  readonly text: string;
  readonly cursor: number;
  /** The tokens that begin before the cursor. */
  readonly before: readonly Token[];
  /** The first that does not. */
  readonly after: Token | undefined;
  readonly where: Where;
}

/** The key a value belongs to, and the operator between them. */
interface Asked {
  readonly word: WordToken;
  readonly operator: OperatorToken;
}

function completeNewKey({ cursor, before, where }: Site): Completion {
  const follows = before.at(-1);
  const canJoin =
    follows !== undefined &&
    follows.kind !== 'keyword' &&
    !(follows.kind === 'mark' && follows.mark !== ')' && follows.mark !== '}');
  const keywords: readonly Keyword[] = canJoin ? ['OR', 'NOT'] : ['NOT'];
  return {
    kind: 'key',
    prefix: '',
    keywords,
    where,
    hasOperator: false,
    start: cursor,
    end: cursor,
  };
}

function completeKey(site: Site, word: WordToken): Completion {
  const { text, cursor, after, where } = site;
  const { start, end } = word;
  const typed = text.slice(start, cursor);
  const hasOperator = after?.kind === 'operator';
  const keywords =
    word.isQuoted || hasOperator ? [] : KEYWORDS.filter((it) => it.startsWith(typed));
  return { kind: 'key', prefix: unquoted(typed), keywords, where, hasOperator, start, end };
}

function completeKeyword(site: Site, { start, end }: Token): Completion {
  const typed = site.text.slice(start, site.cursor);
  const keywords = KEYWORDS.filter((it) => it.startsWith(typed));
  const { where } = site;
  return { kind: 'key', prefix: typed, keywords, where, hasOperator: false, start, end };
}

function completeAfterOperator(site: Site, operator: OperatorToken): Completion | undefined {
  const { cursor, before, after } = site;
  const asked = askedBy(before, operator);
  if (asked === undefined) return undefined;
  if (cursor < operator.end) {
    const { start, end } = operator;
    return { kind: 'operator', field: asked.word.text, operators: OPERATORS, start, end };
  }
  // `k= v` is an empty value and a new term, `k = v` is one term.
  const isSpaced = asked.word.end < operator.start;
  if (cursor > operator.end && !isSpaced) return completeNewKey(site);
  const end = after?.kind === 'value' && after.start === cursor ? after.end : cursor;
  return completeValueOf(site, asked, { start: cursor, end, listed: [], isInList: false });
}

function completeValue(site: Site, { start, end }: Token): Completion | undefined {
  const operator = site.before.at(-2);
  const asked = operator?.kind === 'operator' ? askedBy(site.before, operator) : undefined;
  if (asked === undefined) return undefined;
  return completeValueOf(site, asked, { start, end, listed: [], isInList: false });
}

function completeInList(site: Site, list: OpenList): Completion | undefined {
  const { text, cursor, before, after } = site;
  const last = before.at(-1);
  const isTouched = last !== undefined && cursor <= last.end;
  const isTyping = isTouched && (last.kind === 'value' || last.kind === 'keyword');
  const previous = isTyping ? before.at(-2) : last;
  const start = isTyping ? last.start : cursor;
  const end = isTyping
    ? last.end
    : after?.kind === 'value' && after.start === cursor
      ? after.end
      : cursor;
  if (previous?.kind === 'value') {
    const prefix = text.slice(start, cursor);
    return { kind: 'keyword', prefix, keywords: ['OR'], start, end };
  }
  const listed = list.values.filter((value) => value.start !== start).map((value) => value.text);
  return completeValueOf(site, list.asked, { start, end, listed, isInList: true });
}

interface ValueSite {
  readonly start: number;
  readonly end: number;
  readonly listed: readonly string[];
  readonly isInList: boolean;
}

function completeValueOf(
  { text, cursor }: Site,
  { word, operator }: Asked,
  { start, end, listed, isInList }: ValueSite,
): Completion | undefined {
  if (operator.op !== '=' && operator.op !== '!=' && operator.op !== ':') return undefined;
  const prefix = readValueRun(text.slice(0, cursor), start).parts.join('*');
  const { field, place } = fieldOf(word);
  if (word.text === 'gap' && operator.op === ':') return completeGap(prefix, start, end);
  const choices = word.isQuoted || place !== undefined ? [] : choicesOf(field);
  const isOpen = choices.length === 0 || (isColonWord(field) && operator.op !== ':');
  if (!isOpen) {
    const left = choices.filter((choice) => !listed.includes(choice));
    return { kind: 'choice', field, prefix, choices: left, isInList, start, end };
  }
  const value = { kind: 'value', field, prefix, listed, isInList, start, end } as const;
  return place === undefined ? value : { ...value, place };
}

/** Either stage of `gap:broker..rule`; the second one comes after the first in path order. */
function completeGap(typed: string, start: number, end: number): Completion {
  const [first = '', second] = typed.split('..');
  const from = STAGES.find((stage) => stage === first);
  const isSecond = second !== undefined;
  const choices = STAGES.filter(
    (stage) => !isSecond || from === undefined || stageOrder(stage) > stageOrder(from),
  );
  return {
    kind: 'choice',
    field: 'gap',
    prefix: second ?? first,
    choices,
    isInList: false,
    start: isSecond ? start + first.length + 2 : start,
    end,
  };
}

interface OpenList {
  readonly asked: Asked;
  readonly values: readonly { readonly text: string; readonly start: number }[];
}

/** The list the cursor stands in: opened before it and not closed before it. */
function openList(before: readonly Token[]): OpenList | undefined {
  const openAt = before.findLastIndex(({ kind }) => kind === 'listOpen' || kind === 'listClose');
  const open = before[openAt];
  const operator = before[openAt - 1];
  if (open?.kind !== 'listOpen' || operator?.kind !== 'operator') return undefined;
  const asked = askedBy(before, operator);
  if (asked === undefined) return undefined;
  const values = before
    .slice(openAt + 1)
    .flatMap((token) =>
      token.kind === 'value' ? [{ text: token.parts.join('*'), start: token.start }] : [],
    );
  return { asked, values };
}

/** A second operator, as in `gap:rule>1s`, asks for a number and belongs to no key. */
function askedBy(tokens: readonly Token[], operator: OperatorToken): Asked | undefined {
  const word = tokens[tokens.indexOf(operator) - 1];
  return word?.kind === 'word' ? { word, operator } : undefined;
}

function isInBraces(before: readonly Token[]): boolean {
  const brace = before.findLast(
    (token) => token.kind === 'mark' && (token.mark === '{' || token.mark === '}'),
  );
  return brace?.kind === 'mark' && brace.mark === '{';
}

function fieldOf(word: WordToken): { readonly field: string; readonly place?: AttributePlace } {
  if (word.place !== undefined) return { field: word.text, place: word.place };
  const synonym = word.isQuoted ? undefined : FIELD_SYNONYMS.get(word.text);
  if (synonym !== undefined) return { field: synonym };
  const dot = word.text.indexOf('.');
  const place = word.text.slice(0, Math.max(0, dot));
  if (word.isQuoted || !isPlace(place)) return { field: word.text };
  return { field: word.text.slice(dot + 1), place };
}

function unquoted(typed: string): string {
  return typed.startsWith('"') ? readValueRun(typed, 0).parts.join('*') : typed;
}

const OPERATORS = ['=', '!=', '=~', '>', '>=', '<', '<='] as const;
