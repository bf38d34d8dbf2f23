import { BUILT_IN_FIELDS, isColonWord, isPlace } from './fields.ts';
import { errorAt, type QueryError } from './queryError.ts';
import {
  isSpace,
  type Run,
  readQuoted,
  readRegexRun,
  readValueRun,
  readWordRun,
} from './readRun.ts';
import { isKeyword, type MarkToken, type Operator, type Token } from './token.ts';

export interface Lexed {
  readonly tokens: readonly Token[];
  /** In order of position. The tokens cover the text in spite of them. */
  readonly errors: readonly QueryError[];
}

/** Longest first, so that `<=` is not read as `<`. */
const OPERATORS = ['=~', '!=', '!~', '<=', '>=', '=', '<', '>'] as const;
const MARKS: Readonly<Record<string, MarkToken['mark']>> = {
  '(': '(',
  ')': ')',
  '{': '{',
  '}': '}',
  '-': '-',
};

/**
 * Cuts a query line into tokens and never gives up: an unclosed quote or bracket is an error beside
 * tokens that go on to the end, so that the word at a cursor can be completed in half-typed text.
 */
export function lexQuery(text: string): Lexed {
  const lexer = new Lexer(text);
  return { tokens: lexer.run(), errors: lexer.errors };
}

/** Holds the position in the text. After an operator a value is read, elsewhere a word. */
class Lexer {
  readonly errors: QueryError[] = [];
  private readonly tokens: Token[] = [];
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  run(): readonly Token[] {
    for (;;) {
      this.skipSpace();
      if (this.at >= this.text.length) return this.tokens;
      const mark = MARKS[this.text.charAt(this.at)];
      if (mark === undefined) this.readTerm();
      else this.push({ kind: 'mark', mark, start: this.at, end: this.at + 1 });
    }
  }

  private readTerm(): void {
    const name = this.readWord();
    if (name === undefined) return;
    const hasColon = this.text.charAt(this.at) === ':' && takesColon(name, this.text, this.at);
    if (!hasColon) {
      this.readTest();
      return;
    }
    this.push({ kind: 'operator', op: ':', start: this.at, end: this.at + 1 });
    if (!isColonWord(name)) {
      this.readValue(':');
      return;
    }
    this.readValue(':', '<>=!');
    this.readTest();
  }

  /** The bare name of what was read; `undefined` after a keyword, which takes no operator. */
  private readWord(): string | undefined {
    const start = this.at;
    if (this.text.charAt(start) === '"') {
      const quoted = this.take(readQuoted(this.text, start));
      this.push({ kind: 'word', text: quoted.text, isQuoted: true, start, end: quoted.end });
      return '';
    }
    const run = this.take(readWordRun(this.text, start, (at) => this.endsWord(start, at)));
    const text = this.text.slice(start, run.end);
    if (isKeyword(text)) {
      this.push({ kind: 'keyword', word: text, start, end: run.end });
      return undefined;
    }
    const place = text.slice(0, -1);
    if (text.endsWith('.') && isPlace(place) && this.text.charAt(run.end) === '"') {
      const quoted = this.take(readQuoted(this.text, run.end));
      const { end } = quoted;
      this.push({ kind: 'word', text: quoted.text, isQuoted: true, place, start, end });
      return '';
    }
    this.push({ kind: 'word', text, isQuoted: false, start, end: run.end });
    return text;
  }

  private endsWord(start: number, at: number): boolean {
    if (this.operatorAt(at) !== undefined) return true;
    return this.text.charAt(at) === ':' && takesColon(this.text.slice(start, at), this.text, at);
  }

  /** An operator and its value, when one follows; spaces may stand around it as in `a = b`. */
  private readTest(): void {
    const wordEnd = this.at;
    this.skipSpace();
    const op = this.operatorAt(this.at);
    if (op === undefined) {
      this.at = wordEnd;
      return;
    }
    const start = this.at;
    this.push({ kind: 'operator', op, start, end: start + op.length });
    // `k= v` is an empty value and a word, as in logfmt; `k = v` is one term.
    if (start > wordEnd || (op !== '=' && op !== '!=')) this.skipSpace();
    this.readValue(op);
  }

  private readValue(op: Operator, stops = ''): void {
    const start = this.at;
    const takesList = op === '=' || op === '!=' || op === ':';
    if (takesList && this.text.charAt(start) === '(') {
      this.readList();
      return;
    }
    const isRegex = op === '=~' || op === '!~';
    this.readValueToken(
      isRegex ? readRegexRun(this.text, start) : readValueRun(this.text, start, stops),
    );
  }

  private readValueToken(run: Run): void {
    const start = this.at;
    this.take(run);
    if (run.end === start) return;
    const { parts, isQuoted, end } = run;
    this.push({ kind: 'value', parts, isQuoted, start, end });
  }

  private readList(): void {
    const open = this.at;
    this.push({ kind: 'listOpen', start: open, end: open + 1 });
    for (;;) {
      this.skipSpace();
      const start = this.at;
      const char = this.text.charAt(start);
      if (char === ')') {
        this.push({ kind: 'listClose', start, end: start + 1 });
        return;
      }
      const run = readValueRun(this.text, start);
      if (run.end === start) {
        this.errors.push(errorAt(open, open + 1, 'This list is not closed: add a ")" after it.'));
        return;
      }
      const word = this.text.slice(start, run.end);
      if (isKeyword(word)) {
        this.push({ kind: 'keyword', word, start, end: run.end });
      } else {
        this.readValueToken(run);
      }
    }
  }

  private operatorAt(at: number): Operator | undefined {
    return OPERATORS.find((op) => this.text.startsWith(op, at));
  }

  private skipSpace(): void {
    while (isSpace(this.text.charAt(this.at))) this.at++;
  }

  private push(token: Token): void {
    this.tokens.push(token);
    this.at = token.end;
  }

  private take<R extends { readonly end: number; readonly error?: QueryError }>(run: R): R {
    if (run.error !== undefined) this.errors.push(run.error);
    return run;
  }
}

/** `is:`, `gap:` and `stage:` always; a built-in field when a value follows, as in `last:broker`. */
function takesColon(name: string, text: string, at: number): boolean {
  if (isColonWord(name)) return true;
  const next = text.charAt(at + 1);
  return next !== '' && !isSpace(next) && BUILT_IN_FIELDS.includes(name);
}
