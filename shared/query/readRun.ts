import { errorAt, type QueryError } from './queryError.ts';
import { isKeyword } from './token.ts';

/** A stretch of the text without unquoted white space, as the lexer takes it in one go. */
export interface Run {
  readonly end: number;
  /** Literal pieces between unquoted `*`; one piece when there is no star. */
  readonly parts: readonly string[];
  readonly isQuoted: boolean;
  readonly error?: QueryError;
}

const SPACE = /\s/;
const OPENING_OF: Readonly<Record<string, string>> = { ')': '(', '}': '{' };

export function isSpace(char: string | undefined): boolean {
  return char !== undefined && SPACE.test(char);
}

/**
 * A value: bare pieces and quoted pieces in a row (`devices/*"/odd name"`). Brackets belong to it
 * while they balance (`devices/{device}/telemetry`, `now()`); one that closes what was opened
 * before the value ends it. `stops` are further characters that end it.
 */
export function readValueRun(text: string, start: number, stops = ''): Run {
  const brackets: number[] = [];
  const parts: string[] = [];
  let piece = '';
  let isQuoted = false;
  let at = start;
  while (at < text.length) {
    const char = text.charAt(at);
    if (isSpace(char) || stops.includes(char)) break;
    if (char === '"') {
      const quoted = readQuoted(text, at);
      piece += quoted.text;
      isQuoted = true;
      at = quoted.end;
      if (quoted.error !== undefined) {
        return { end: at, parts: [...parts, piece], isQuoted, error: quoted.error };
      }
      continue;
    }
    if (!isBalanced(text, at, brackets)) break;
    at++;
    if (char !== '*') {
      piece += char;
    } else if (piece !== '' || parts.length === 0) {
      parts.push(piece);
      piece = '';
    }
  }
  const error = openBracketError(text, brackets);
  const run = { end: at, parts: [...parts, piece], isQuoted };
  return error === undefined ? run : { ...run, error };
}

/**
 * A key or a word of free text, up to white space, a quote, an operator or a bracket that does not
 * balance. A bracket right after `NOT`, `AND` or `OR` opens a group and is not part of it.
 */
export function readWordRun(text: string, start: number, isEnd: (at: number) => boolean): Run {
  const brackets: number[] = [];
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (isSpace(char) || char === '"' || isEnd(at)) break;
    if ((char === '(' || char === '{') && isKeyword(text.slice(start, at))) break;
    if (!isBalanced(text, at, brackets)) break;
  }
  const error = openBracketError(text, brackets);
  const run = { end: at, parts: [text.slice(start, at)], isQuoted: false };
  return error === undefined ? run : { ...run, error };
}

/** A regular expression: quoted, or up to white space or a bracket closing what stands before it. */
export function readRegexRun(text: string, start: number): Run {
  if (text.charAt(start) === '"') {
    const { end, text: source, error } = readQuoted(text, start);
    const run = { end, parts: [source], isQuoted: true };
    return error === undefined ? run : { ...run, error };
  }
  const brackets: number[] = [];
  let isInClass = false;
  let at = start;
  for (; at < text.length && !isSpace(text.charAt(at)); at++) {
    const char = text.charAt(at);
    if (char === '\\' && at + 1 < text.length && !isSpace(text.charAt(at + 1))) at++;
    else if (isInClass) isInClass = char !== ']';
    else if (char === '[') isInClass = true;
    else if (!isBalanced(text, at, brackets)) break;
  }
  return { end: at, parts: [text.slice(start, at)], isQuoted: false };
}

/**
 * The text between double quotes. `\"` and `\\` are a quote and a backslash, any other backslash
 * is itself. Without a closing quote it goes to the end of the text and carries an error.
 */
export function readQuoted(
  text: string,
  start: number,
): { readonly text: string; readonly end: number; readonly error?: QueryError } {
  let unescaped = '';
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return { text: unescaped, end: at + 1 };
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '"' || next === '\\')) {
      unescaped += next;
      at++;
    } else {
      unescaped += char;
    }
  }
  const error = errorAt(start, start + 1, 'This quote is not closed: add a " where the text ends.');
  return { text: unescaped, end: text.length, error };
}

/** Keeps the stack of open brackets; false at a closing one that has no partner in it. */
function isBalanced(text: string, at: number, brackets: number[]): boolean {
  const char = text.charAt(at);
  if (char === '(' || char === '{') brackets.push(at);
  const opening = OPENING_OF[char];
  if (opening === undefined) return true;
  const openAt = brackets.at(-1);
  if (openAt === undefined || text.charAt(openAt) !== opening) return false;
  brackets.pop();
  return true;
}

function openBracketError(text: string, brackets: readonly number[]): QueryError | undefined {
  const openAt = brackets[0];
  if (openAt === undefined) return undefined;
  const bracket = text.charAt(openAt);
  return errorAt(
    openAt,
    openAt + 1,
    `A "${bracket}" inside a word is not closed in it: put the word in double quotes, or a space before the bracket.`,
  );
}
