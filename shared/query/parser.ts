import { fail, ok, type Result } from '../result.ts';
import { MATCH_ALL, type Query, type SpanQuery } from './ast.ts';
import { isColonWord } from './fields.ts';
import { lexQuery } from './lexer.ts';
import { errorAt, type QueryError } from './queryError.ts';
import {
  readColonTerm,
  readSpanTerm,
  readTraceTerm,
  type Signed,
  type SpanTermPlace,
  traceOnlyMessage,
  type WrittenColonTerm,
} from './readTerm.ts';
import type { Keyword, MarkToken, Token, ValueToken, WordToken } from './token.ts';

/** Limits of ours, well below an engine's (Elasticsearch stops at 1,024 clauses). */
export const MAX_QUERY_LENGTH = 4_096;
export const MAX_QUERY_TERMS = 200;
export const MAX_QUERY_DEPTH = 20;

/**
 * The query a line of text means, or what is wrong with it and where. Empty text matches all.
 *
 *     a=1 b=2 OR -c=3      or[and[a, b], not(c)]
 *     { a=1 duration>5ms } sameSpan(and[a, duration])
 */
export function parseQuery(text: string): Result<Query, QueryError> {
  return parseWith(text, TRACE_GRAMMAR);
}

/**
 * The query of a search inside one trace: what may stand inside braces, about one span at a time.
 * Braces around the whole or a part are taken as parentheses; fields of the trace are refused.
 */
export function parseSpanQuery(text: string): Result<SpanQuery, QueryError> {
  return parseWith(text, SPAN_GRAMMAR);
}

/** How one level of the language, outside or inside braces, builds its nodes. */
interface Grammar<N> {
  readonly all: N;
  and(nodes: readonly N[]): N;
  or(nodes: readonly N[]): N;
  not(node: N): N;
  text(text: string): N;
  term(term: WrittenColonTerm): Result<Signed<N>, QueryError>;
  braces(parser: Parser, open: MarkToken, depth: number): N;
}

const TRACE_GRAMMAR: Grammar<Query> = {
  all: MATCH_ALL,
  and: (nodes) => ({
    kind: 'and',
    nodes: nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node])),
  }),
  or: (nodes) => ({
    kind: 'or',
    nodes: nodes.flatMap((node) => (node.kind === 'or' ? node.nodes : [node])),
  }),
  not: (node) => ({ kind: 'not', node }),
  text: (text) => ({ kind: 'text', text }),
  term: (term) => (isColonTerm(term) ? readColonTerm(term) : readTraceTerm(term)),
  braces: (parser, open, depth) => ({
    kind: 'sameSpan',
    node: parser.parseGroup(BRACED_GRAMMAR, open, depth),
  }),
};

const spanGrammar = (
  where: Exclude<SpanTermPlace, 'trace'>,
  braces: Grammar<SpanQuery>['braces'],
): Grammar<SpanQuery> => ({
  all: MATCH_ALL_SPANS,
  and: (nodes) => ({
    kind: 'and',
    nodes: nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node])),
  }),
  or: (nodes) => ({
    kind: 'or',
    nodes: nodes.flatMap((node) => (node.kind === 'or' ? node.nodes : [node])),
  }),
  not: (node) => ({ kind: 'not', node }),
  text: (text) => ({ kind: 'text', text }),
  term: (term) => {
    if (!isColonTerm(term)) return readSpanTerm(term, where);
    const { text, start, end } = term.word;
    return fail(errorAt(start, end, traceOnlyMessage(`${text}:`, where)));
  },
  braces,
});

const MATCH_ALL_SPANS: SpanQuery = { kind: 'all' };

const refuseBraces: Grammar<SpanQuery>['braces'] = (parser, { start, end }) => {
  const message = 'Braces cannot stand inside braces: they already mean one span.';
  parser.refuse(errorAt(start, end, message));
  return MATCH_ALL_SPANS;
};

const BRACED_GRAMMAR = spanGrammar('braces', refuseBraces);

/** Braces change nothing in the search within one trace; there is no outside to write a term at. */
const BRACED_IN_TRACE_GRAMMAR = spanGrammar('oneTrace', refuseBraces);

const SPAN_GRAMMAR = spanGrammar('oneTrace', (parser, open, depth) =>
  parser.parseGroup(BRACED_IN_TRACE_GRAMMAR, open, depth),
);

function isColonTerm({ word, operator }: WrittenColonTerm): boolean {
  return operator.op === ':' && isColonWord(word.text);
}

function parseWith<N>(text: string, grammar: Grammar<N>): Result<N, QueryError> {
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `The query is ${text.length} characters long; ${MAX_QUERY_LENGTH} are allowed.`;
    return fail(errorAt(MAX_QUERY_LENGTH, text.length, message));
  }
  const { tokens, errors } = lexQuery(text);
  const parser = new Parser(tokens, text.length);
  const query = tokens.length === 0 ? grammar.all : parser.parseOr(grammar, 0);
  parser.refuseRest();
  const error = errors[0] ?? parser.error;
  return error === undefined ? ok(query) : fail(error);
}

/** Recursive descent; recursion is bounded by `MAX_QUERY_DEPTH`. Keeps the first error and then runs out. */
class Parser {
  error: QueryError | undefined;
  private at = 0;
  private terms = 0;
  private readonly tokens: readonly Token[];
  private readonly textLength: number;

  constructor(tokens: readonly Token[], textLength: number) {
    this.tokens = tokens;
    this.textLength = textLength;
  }

  parseOr<N>(grammar: Grammar<N>, depth: number): N {
    const nodes = [this.parseAnd(grammar, depth)];
    while (this.acceptKeyword('OR')) nodes.push(this.parseAnd(grammar, depth));
    return oneOr(nodes, grammar.or);
  }

  /** What stands in parentheses or braces, up to and with the closing one. */
  parseGroup<N>(grammar: Grammar<N>, open: MarkToken, depth: number): N {
    const closing = open.mark === '(' ? ')' : '}';
    const node = this.parseOr(grammar, depth);
    if (this.acceptMark(closing)) return node;
    const message = `This "${open.mark}" is not closed: add a "${closing}".`;
    return this.refuse(errorAt(open.start, open.end, message), grammar);
  }

  refuseRest(): void {
    const token = this.tokens[this.at];
    if (token === undefined) return;
    const message = token.kind === 'mark' ? closesNothing(token) : 'A condition cannot start here.';
    this.refuse(errorAt(token.start, token.end, message));
  }

  /** Notes an error unless there is one already, and skips the rest so that every loop ends. */
  refuse(error: QueryError): undefined;
  refuse<N>(error: QueryError, grammar: Grammar<N>): N;
  refuse<N>(error: QueryError, grammar?: Grammar<N>): N | undefined {
    this.error ??= error;
    this.at = this.tokens.length;
    return grammar?.all;
  }

  private parseAnd<N>(grammar: Grammar<N>, depth: number): N {
    const nodes = [this.parseUnary(grammar, depth)];
    while (this.acceptKeyword('AND') || this.startsUnary()) {
      nodes.push(this.parseUnary(grammar, depth));
    }
    return oneOr(nodes, grammar.and);
  }

  private parseUnary<N>(grammar: Grammar<N>, depth: number): N {
    const token = this.tokens[this.at];
    if (token === undefined || !this.startsUnary()) return this.refuseMissing(grammar);
    if (depth > MAX_QUERY_DEPTH) {
      const message = `The query is nested more than ${MAX_QUERY_DEPTH} deep.`;
      return this.refuse(errorAt(token.start, token.end, message), grammar);
    }
    this.at++;
    if (token.kind === 'word') return this.parseWord(token, grammar);
    if (token.kind === 'keyword') return grammar.not(this.parseUnary(grammar, depth + 1));
    if (token.kind !== 'mark') return this.refuseMissing(grammar);
    if (token.mark === '-') {
      const isAttached = this.tokens[this.at]?.start === token.end;
      if (!isAttached) return this.refuse(errorAt(token.start, token.end, LONE_MINUS), grammar);
      return grammar.not(this.parseUnary(grammar, depth + 1));
    }
    if (token.mark === '(') return this.parseGroup(grammar, token, depth + 1);
    return grammar.braces(this, token, depth + 1);
  }

  private parseWord<N>(word: WordToken, grammar: Grammar<N>): N {
    this.countTerm(word);
    const operator = this.tokens[this.at];
    if (operator?.kind !== 'operator') return this.parseText(word, grammar);
    this.at++;
    const values = this.parseValues();
    const compare = this.parseColonComparison();
    const end = this.tokens[this.at - 1]?.end ?? word.end;
    const written = { word, operator, values, end };
    const term = grammar.term(compare === undefined ? written : { ...written, compare });
    if (!term.ok) return this.refuse(term.error, grammar);
    return term.value.isNegated ? grammar.not(term.value.node) : term.value.node;
  }

  /** The value after an operator, or all of a list; none when there is none. */
  private parseValues(): readonly ValueToken[] {
    const token = this.tokens[this.at];
    if (token?.kind === 'value') {
      this.at++;
      return [token];
    }
    if (token?.kind !== 'listOpen') return [];
    this.at++;
    const values: ValueToken[] = [];
    do {
      const value = this.tokens[this.at];
      if (value?.kind !== 'value') {
        this.refuseInList(value, 'A value is missing here: write (a OR b).');
        return values;
      }
      if (values.length > 0) this.countTerm(value);
      values.push(value);
      this.at++;
    } while (this.acceptKeyword('OR'));
    const close = this.tokens[this.at];
    if (close?.kind !== 'listClose') this.refuseInList(close, LIST_HINT);
    else this.at++;
    return values;
  }

  private parseColonComparison(): WrittenColonTerm['compare'] {
    const operator = this.tokens[this.at];
    if (operator?.kind !== 'operator') return undefined;
    this.at++;
    const [value] = this.parseValues();
    return value === undefined ? { operator } : { operator, value };
  }

  private parseText<N>(word: WordToken, grammar: Grammar<N>): N {
    const { start, end, isQuoted } = word;
    if (word.place !== undefined) {
      const message = 'An operator is missing after this key: write =, !=, =~, <, <=, > or >=.';
      return this.refuse(errorAt(start, end, message), grammar);
    }
    const hint = isQuoted ? undefined : FOREIGN_WORDS.get(word.text);
    if (hint !== undefined) return this.refuse(errorAt(start, end, hint), grammar);
    // Free text is looked for anywhere, so that stars at its ends say nothing.
    const text = isQuoted ? word.text : word.text.replace(/^\*+|\*+$/g, '');
    if (text === '' && !isQuoted) return grammar.all;
    if (text !== '' && (isQuoted || !text.includes('*'))) return grammar.text(text);
    const message = isQuoted
      ? 'There is nothing between the quotes to look for.'
      : 'Free text has no wildcards: write its pieces as words, or put it in double quotes.';
    return this.refuse(errorAt(start, end, message), grammar);
  }

  private countTerm({ start, end }: Token): void {
    this.terms++;
    if (this.terms <= MAX_QUERY_TERMS) return;
    this.refuse(errorAt(start, end, `The query has more than ${MAX_QUERY_TERMS} conditions.`));
  }

  private refuseMissing<N>(grammar: Grammar<N>): N {
    const token = this.tokens[this.at];
    const before = this.tokens[this.at - 1];
    const start = token?.start ?? before?.start ?? 0;
    const end = token?.end ?? before?.end ?? this.textLength;
    return this.refuse(errorAt(start, end, missingMessage(token, before)), grammar);
  }

  private refuseInList(token: Token | undefined, message: string): void {
    const { start, end } = token ?? { start: this.textLength, end: this.textLength };
    this.refuse(errorAt(start, end, message));
  }

  /** Whether the next token can begin a condition. */
  private startsUnary(): boolean {
    const token = this.tokens[this.at];
    if (token?.kind === 'mark') return token.mark !== ')' && token.mark !== '}';
    return token?.kind === 'word' || (token?.kind === 'keyword' && token.word === 'NOT');
  }

  private acceptKeyword(word: Keyword): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'keyword' || token.word !== word) return false;
    this.at++;
    return true;
  }

  private acceptMark(mark: MarkToken['mark']): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'mark' || token.mark !== mark) return false;
    this.at++;
    return true;
  }
}

const LONE_MINUS = 'A condition is missing right after "-". (In double quotes it is free text.)';

const LIST_HINT = 'Separate the values of a list by OR: write (a OR b), with quotes around spaces.';

/** Habits of other languages that would silently be free text here. */
const FOREIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ['&&', 'Conditions side by side must all hold: leave the "&&" out.'],
  ['||', 'Write OR instead of "||".'],
  ['!', 'Write NOT or "-" instead of "!".'],
]);

function missingMessage(token: Token | undefined, before: Token | undefined): string {
  if (before?.kind === 'keyword') {
    return `A condition is missing after ${before.word}. (In double quotes it is free text.)`;
  }
  if (token?.kind === 'keyword') {
    return `A condition is missing before ${token.word}. (In double quotes it is free text.)`;
  }
  if (before?.kind === 'mark' && before.mark === '-') return LONE_MINUS;
  if (before === undefined && token?.kind === 'mark') return closesNothing(token);
  if (before?.kind === 'mark' && token?.kind === 'mark') {
    return `There is no condition between "${before.mark}" and "${token.mark}".`;
  }
  return 'A condition is missing here, such as service=gateway.';
}

const closesNothing = ({ mark }: MarkToken) =>
  `This "${mark}" closes nothing: remove it, or put it in double quotes.`;

function oneOr<N>(nodes: readonly N[], join: (nodes: readonly N[]) => N): N {
  const [first, ...more] = nodes;
  return first !== undefined && more.length === 0 ? first : join(nodes);
}
