import { fail, type Mistake, ok, type Result } from '../result.ts';
import {
  type CharRange,
  charNode,
  type Regex,
  type RegexAlternative,
  type RegexNode,
  sizeOf,
} from './regexNode.ts';

const MAX_REGEX_LENGTH = 400;
/** Characters after every `{n,m}` is written out; engines refuse or slow down above. */
const MAX_REGEX_SIZE = 400;
const MAX_GROUP_DEPTH = 20;

/** The checked expression, or a message that names the construct that is not allowed. */
export function parseRegex(source: string): Result<Regex> {
  if (source === '') {
    return fail({ message: 'The regular expression is empty.', position: 0, length: 1 });
  }
  if (source.length > MAX_REGEX_LENGTH) {
    const message = `The regular expression is longer than ${MAX_REGEX_LENGTH} characters.`;
    return fail({ message, position: MAX_REGEX_LENGTH, length: source.length - MAX_REGEX_LENGTH });
  }
  const parser = new RegexParser(source);
  const regex = parser.parse();
  if (parser.mistake !== undefined) return fail(parser.mistake);
  const size = regex.alternatives.reduce((sum, { node }) => sum + sizeOf(node), 0);
  if (size <= MAX_REGEX_SIZE) return ok(regex);
  const message = 'The repetitions in this regular expression multiply to too much: lower them.';
  return fail({ message, position: 0, length: source.length });
}

const DIGIT: readonly CharRange[] = [[0x30, 0x39]];
const WORD: readonly CharRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const SPACE: readonly CharRange[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const CLASS_ESCAPES: Readonly<Record<string, readonly CharRange[]>> = {
  d: DIGIT,
  w: WORD,
  s: SPACE,
};

const ANY: RegexNode = { kind: 'class', isNegated: true, ranges: [] };
const EMPTY: RegexNode = { kind: 'concat', nodes: [] };

/** Group openings that RE2 or others know and Lucene does not. */
const GROUP_CONSTRUCTS: readonly (readonly [opening: string, name: string])[] = [
  ['(?=', 'lookahead "(?="'],
  ['(?!', 'negative lookahead "(?!"'],
  ['(?<=', 'lookbehind "(?<="'],
  ['(?<!', 'negative lookbehind "(?<!"'],
  ['(?:', 'non-capturing group "(?:" (plain parentheses capture nothing here)'],
  ['(?P', 'named group "(?P"'],
  ['(?<', 'named group "(?<"'],
  ['(?>', 'atomic group "(?>"'],
  ['(?', 'inline flag "(?"'],
];

const REPEAT = /\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/y;

class RegexParser {
  mistake: Mistake | undefined;
  private at = 0;
  private depth = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  parse(): Regex {
    const alternatives: RegexAlternative[] = [];
    do {
      const startsAtStart = this.accept('^');
      const node = this.parseConcat();
      alternatives.push({ node, startsAtStart, endsAtEnd: this.accept('$') });
    } while (this.accept('|'));
    if (this.peek() === ')') this.refuse('closing parenthesis ")" without an opening one', 1);
    else if (this.at < this.source.length) this.refuseAnchor('$', 1);
    return { alternatives };
  }

  /** Stops at `|`, `)`, `$` and the end; what stops it there is the caller's. */
  private parseConcat(): RegexNode {
    const nodes: RegexNode[] = [];
    for (;;) {
      const char = this.peek();
      if (char === '' || char === '|' || char === ')' || char === '$') break;
      nodes.push(this.parseRepeat());
    }
    const [first, ...more] = nodes;
    if (first === undefined) return this.parseNothing();
    return more.length === 0 ? first : { kind: 'concat', nodes };
  }

  /** `^$` and `^` alone are fine, an empty alternative is no common ground. */
  private parseNothing(): RegexNode {
    const isAnchored = this.source.charAt(this.at - 1) === '^' || this.peek() === '$';
    if (!isAnchored) this.refuse('empty alternative or group', 1);
    return EMPTY;
  }

  private parseRepeat(): RegexNode {
    const atom = this.parseAtom();
    const range = this.parseQuantifier();
    if (range === undefined) return atom;
    const next = this.peek();
    if (next === '?') this.refuse('lazy quantifier "?" after a quantifier', 1);
    else if (next === '+') this.refuse('possessive quantifier "+" after a quantifier', 1);
    else if (next === '*' || next === '{') this.refuse('quantifier after a quantifier', 1);
    return { kind: 'repeat', node: atom, ...range };
  }

  private parseQuantifier(): { readonly min: number; readonly max?: number } | undefined {
    if (this.accept('*')) return { min: 0 };
    if (this.accept('+')) return { min: 1 };
    if (this.accept('?')) return { min: 0, max: 1 };
    if (this.peek() !== '{') return undefined;
    REPEAT.lastIndex = this.at;
    const [whole, from = '', comma, to] = REPEAT.exec(this.source) ?? [];
    if (whole === undefined) {
      this.refuse('brace "{" that is no {n}, {n,} or {n,m} (a literal one is written "\\{")', 1);
      return undefined;
    }
    const min = Number(from);
    const max = comma === undefined ? min : to === undefined ? undefined : Number(to);
    if (max !== undefined && (max < min || max === 0)) {
      this.refuse(`repetition ${whole}, which can never hold`, whole.length);
    }
    this.at += whole.length;
    return max === undefined ? { min } : { min, max };
  }

  private parseAtom(): RegexNode {
    const char = this.peek();
    if (char === '(') return this.parseGroup();
    if (char === '[') return this.parseClass();
    if (char === '\\') return this.parseEscape();
    if (char === '.') {
      this.at++;
      return ANY;
    }
    if (char === '^') return this.refuseAnchor('^');
    if (char === '*' || char === '+' || char === '?') {
      return this.refuse(`quantifier "${char}" with nothing before it`, 1);
    }
    if (char === '{') return this.refuse('brace "{" with nothing before it', 1);
    if (char === '}' || char === ']') {
      return this.refuse(`bracket "${char}" without an opening one (write "\\${char}")`, 1);
    }
    return charNode(this.takeCodePoint());
  }

  private parseGroup(): RegexNode {
    const open = this.at;
    const construct = GROUP_CONSTRUCTS.find(([opening]) => this.source.startsWith(opening, open));
    if (construct !== undefined) return this.refuse(construct[1], construct[0].length);
    if (this.depth === MAX_GROUP_DEPTH) {
      return this.refuse(`nesting of more than ${MAX_GROUP_DEPTH} groups`, 1);
    }
    this.at++;
    this.depth++;
    const nodes = [this.parseConcat()];
    while (this.accept('|')) nodes.push(this.parseConcat());
    this.depth--;
    if (this.peek() === '$') return this.refuseAnchor('$');
    if (!this.accept(')')) {
      this.at = open;
      return this.refuse('group "(" that is not closed', 1);
    }
    const [first = EMPTY, ...more] = nodes;
    return more.length === 0 ? first : { kind: 'choice', nodes };
  }

  private parseClass(): RegexNode {
    const open = this.at;
    this.at++;
    const isNegated = this.accept('^');
    const ranges: CharRange[] = [];
    while (this.peek() !== ']') {
      if (this.peek() === '') {
        this.at = open;
        return this.refuse('character class "[" that is not closed', 1);
      }
      const opening = this.source.slice(this.at, this.at + 2);
      if (opening === '[:' || opening === '[.' || opening === '[=') {
        return this.refuse(`POSIX class "${opening}" (write the characters out)`, 2);
      }
      if (opening === '&&') return this.refuse('class intersection "&&"', 2);
      ranges.push(...this.parseClassItem());
    }
    this.at++;
    if (ranges.length > 0) return { kind: 'class', isNegated, ranges };
    this.at = open;
    return this.refuse('empty character class "[]"', 2);
  }

  private parseClassItem(): readonly CharRange[] {
    const named = this.peek() === '\\' ? CLASS_ESCAPES[this.source.charAt(this.at + 1)] : undefined;
    if (named !== undefined) {
      this.at += 2;
      return named;
    }
    const start = this.at;
    const from = this.parseClassChar();
    const hasRange = this.peek() === '-' && this.source.charAt(this.at + 1) !== ']';
    if (!hasRange) return [[from, from]];
    this.at++;
    const to = this.parseClassChar();
    if (to < from) {
      this.at = start;
      this.refuse('character range that runs backwards', 3);
    }
    return [[from, to]];
  }

  private parseClassChar(): number {
    if (this.peek() !== '\\') return this.takeCodePoint();
    if (CLASS_ESCAPES[this.source.charAt(this.at + 1)] !== undefined) {
      this.refuse('class as the end of a range', 2);
    } else {
      this.parseEscape();
    }
    return this.source.codePointAt(this.at - 1) ?? 0;
  }

  /** `\d`, `\w`, `\s`, and punctuation as itself; letters and digits mean other things elsewhere. */
  private parseEscape(): RegexNode {
    const next = this.source.charAt(this.at + 1);
    if (next === '') return this.refuse('backslash with nothing after it', 1);
    const named = CLASS_ESCAPES[next];
    if (named === undefined && !ESCAPABLE.test(next)) {
      return this.refuse(`${ESCAPE_NAMES[next] ?? 'escape'} "\\${next}"`, 2);
    }
    this.at += 2;
    if (named !== undefined) return { kind: 'class', isNegated: false, ranges: named };
    return charNode(next.charCodeAt(0));
  }

  private refuseAnchor(anchor: string, charsBack = 0): RegexNode {
    this.at -= charsBack;
    return this.refuse(
      `anchor "${anchor}" in the middle ("^" and "$" stand at the ends of the expression)`,
      1,
    );
  }

  /** Keeps the first mistake and jumps to the end, so that every loop stops. */
  private refuse(construct: string, length: number): RegexNode {
    this.mistake ??= {
      message: `Not in the common subset of regular expressions: ${construct}.`,
      position: this.at,
      length,
    };
    this.at = this.source.length;
    return EMPTY;
  }

  private takeCodePoint(): number {
    const codePoint = this.source.codePointAt(this.at) ?? 0;
    this.at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  private accept(char: string): boolean {
    if (this.peek() !== char) return false;
    this.at++;
    return true;
  }

  private peek(): string {
    return this.source.charAt(this.at);
  }
}

/** ASCII punctuation: never a class, an anchor or a back-reference in any engine. */
const ESCAPABLE = /[!-/:-@[-`{-~]/;

const ESCAPE_NAMES: Readonly<Record<string, string>> = {
  b: 'word boundary',
  B: 'word boundary',
  A: 'anchor',
  z: 'anchor',
  Z: 'anchor',
  D: 'negated class',
  W: 'negated class',
  S: 'negated class',
  p: 'Unicode class',
  P: 'Unicode class',
  Q: 'quoting',
  k: 'back-reference',
  1: 'back-reference',
  2: 'back-reference',
  3: 'back-reference',
  4: 'back-reference',
  5: 'back-reference',
  6: 'back-reference',
  7: 'back-reference',
  8: 'back-reference',
  9: 'back-reference',
};
