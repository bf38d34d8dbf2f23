import { fail, ok, type Result } from '../result.ts';

/**
 * Parses JSON without losing integers: one that a double cannot hold becomes a
 * `bigint`, everything else is what `JSON.parse` makes of it. Keys such as
 * `__proto__` are plain keys; of a key that comes twice the last value stays.
 * An escaped half of a surrogate pair becomes U+FFFD, as it does in UTF-8, so
 * that every text can be written again for any reader.
 *
 * `JSON.parse` does the work where it can. It gives its callbacks no source text
 * on Node 20, so text that may hold an integer beyond 2^53 outside quotes or half
 * a surrogate pair goes through a parser of our own, about five times slower. That
 * parser also finds the place of a mistake. Both are iterative: depth costs memory
 * only.
 */
export function parseLosslessJson(text: string): Result<unknown> {
  if (!mayHoldLongInteger(text) && !(text.includes('\\u') && SURROGATE_ESCAPE.test(text))) {
    try {
      return ok(JSON.parse(text));
    } catch {
      // The parser below names the place.
      return parseByHand(text);
    }
  }
  return parseByHand(text);
}

// 2^53 is 9,007,199,254,740,992: today's times in microseconds, also of 16 digits, are below it.
const LONG_INTEGER = /(?:^|[:[,\s])-?(?:\d{17}|9\d{15})/;
// Digits one by one behind one character let V8 skip most of a text (Boyer and Moore), which takes
// less than half as long, and meets some texts in quotes besides.
const LONG_DIGITS = `(?:${'\\d'.repeat(17)}|9${'\\d'.repeat(15)})`;
const LONG_SOMEWHERE = new RegExp(`[:[,\\s-]${LONG_DIGITS}`);
const LONG_BEGINNING = new RegExp(`^${LONG_DIGITS}`);

const mayHoldLongInteger = (text: string): boolean =>
  (LONG_SOMEWHERE.test(text) || LONG_BEGINNING.test(text)) && LONG_INTEGER.test(text);

const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

interface OpenList {
  readonly items: unknown[];
}

interface OpenObject {
  readonly members: Record<string, unknown>;
  key: string;
}

class JsonMistake extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

function parseByHand(text: string): Result<unknown> {
  try {
    return ok(new LosslessParser(text).parse());
  } catch (cause) {
    if (!(cause instanceof JsonMistake)) throw cause;
    const { message, position } = cause;
    return fail({ message: `not JSON: ${message} at character ${position}`, position });
  }
}

class LosslessParser {
  private readonly text: string;
  private pos = 0;

  constructor(text: string) {
    this.text = text;
  }

  parse(): unknown {
    const open: (OpenList | OpenObject)[] = [];
    for (;;) {
      let value = this.readScalarOrOpen(open);
      if (value === OPENED) continue;
      for (;;) {
        const container = open.at(-1);
        if (container === undefined) return this.endOfText(value);
        place(container, value);
        if (this.continues(container)) break;
        open.pop();
        value = 'items' in container ? container.items : container.members;
      }
    }
  }

  /** Reads a value that is complete at once, or opens a container with something in it. */
  private readScalarOrOpen(open: (OpenList | OpenObject)[]): unknown {
    switch (this.peek()) {
      case '{': {
        this.pos++;
        const members: Record<string, unknown> = Object.create(null);
        if (this.takes('}')) return members;
        open.push({ members, key: this.readKey() });
        return OPENED;
      }
      case '[':
        this.pos++;
        if (this.takes(']')) return [];
        open.push({ items: [] });
        return OPENED;
      case '"':
        return this.readText();
      case 't':
        return this.readWord('true', true);
      case 'f':
        return this.readWord('false', false);
      case 'n':
        return this.readWord('null', null);
      default:
        return this.readNumber();
    }
  }

  /** After a value in a container: true before the next value, false after the container's end. */
  private continues(container: OpenList | OpenObject): boolean {
    if (this.takes(',')) {
      if ('key' in container) container.key = this.readKey();
      return true;
    }
    const closing = 'key' in container ? '}' : ']';
    if (this.takes(closing)) return false;
    return this.refuse(`"," or "${closing}" expected`);
  }

  private readKey(): string {
    if (this.peek() !== '"') this.refuse('a key in double quotes expected');
    const key = this.readText();
    if (!this.takes(':')) this.refuse('":" expected');
    return key;
  }

  private readText(): string {
    const start = this.pos;
    let end = this.text.indexOf('"', start + 1);
    while (end > 0 && this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end < 0) this.refuse('a text is not closed');
    this.pos = end + 1;
    const quoted = this.text.slice(start, this.pos);
    try {
      const text: string = JSON.parse(quoted);
      return SURROGATE_ESCAPE.test(quoted) ? text.replace(LONE_SURROGATE, '\ufffd') : text;
    } catch {
      throw new JsonMistake('a text has a bad escape or a control character', start);
    }
  }

  private isEscaped(quoteAt: number): boolean {
    let at = quoteAt;
    while (this.text[at - 1] === '\\') at--;
    return (quoteAt - at) % 2 === 1;
  }

  private readNumber(): number | bigint {
    NUMBER.lastIndex = this.pos;
    const digits = NUMBER.exec(this.text)?.[0];
    if (digits === undefined) return this.refuse('a value expected');
    this.pos += digits.length;
    const value = Number(digits);
    if (Number.isSafeInteger(value) || !INTEGER.test(digits)) return value;
    return BigInt(digits);
  }

  private readWord<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.pos)) this.refuse('a value expected');
    this.pos += word.length;
    return value;
  }

  private endOfText(value: unknown): unknown {
    if (this.peek() !== undefined) this.refuse('the end expected');
    return value;
  }

  private takes(character: string): boolean {
    if (this.peek() !== character) return false;
    this.pos++;
    return true;
  }

  /** The next character that is no space. */
  private peek(): string | undefined {
    for (;;) {
      const character = this.text[this.pos];
      if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') {
        return character;
      }
      this.pos++;
    }
  }

  private refuse(message: string): never {
    const found = this.text[this.pos];
    const what = found === undefined ? 'the text ends' : `found ${JSON.stringify(found)}`;
    throw new JsonMistake(`${message}, ${what}`, this.pos);
  }
}

const OPENED = Symbol('opened');
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Longer ones are beyond any double as well; turning digits into a bigint is more than linear.
const INTEGER = /^-?\d{1,400}$/;

function place(container: OpenList | OpenObject, value: unknown): void {
  if ('items' in container) container.items.push(value);
  else container.members[container.key] = value;
}
