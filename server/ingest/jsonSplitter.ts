import { type ElementKind, type GroupKind, isGroup, LISTS, WRAPPERS } from './traceFileGrammar.ts';

/** A piece of a trace file, in the order it stands there; `atByte` is where it starts. */
export type Piece =
  | { readonly piece: 'open'; readonly kind: GroupKind; readonly atByte: number }
  | {
      readonly piece: 'element';
      readonly kind: ElementKind;
      readonly json: Buffer;
      readonly atByte: number;
    }
  /** `json` is the object without the elements of its lists. */
  | {
      readonly piece: 'close';
      readonly kind: GroupKind;
      readonly json: Buffer;
      readonly atByte: number;
    }
  /** Something that is no JSON or breaks off. After a final one nothing follows. */
  | {
      readonly piece: 'broken';
      readonly message: string;
      readonly atByte: number;
      readonly isFinal: boolean;
    };

/** One span, or what an object has beside its lists: the limit of what is held at once. */
export const MAX_PIECE_BYTES = 32 * 1024 * 1024;

/**
 * Cuts a stream of JSON documents into spans and what surrounds them, holding no
 * more than one piece of each kind. It follows braces and strings only; whether
 * a piece is good JSON is for whoever parses it.
 *
 * The bytes of a group are copied around its lists, so that the closing piece of
 * `{"resource":{…},"scopeSpans":[…],"schemaUrl":"…"}` is
 * `{"resource":{…},"scopeSpans":[],"schemaUrl":"…"}`. A group that breaks off is
 * closed with the members that were complete.
 *
 * Once a document has ended on the line it began, a line that begins with `{`
 * inside a document means that the writer was interrupted and began again.
 */
export class JsonSplitter {
  private readonly frames: Frame[] = [];
  private pieces: Piece[] = [];
  private chunk: Buffer = Buffer.alloc(0);
  private chunkAtByte = 0;
  private inString = false;
  private isEscaped = false;
  private documentCount = 0;
  private isOneLine = true;
  private isByLines = false;
  private isAfterLineFeed = false;
  private isSkippingLine = false;
  private isOver = false;

  /** The pieces that end in this chunk. */
  split(chunk: Buffer): readonly Piece[] {
    this.pieces = [];
    this.chunk = chunk;
    for (const frame of this.frames) if (frame.form !== 'list') frame.fromAt = 0;
    let at = 0;
    while (at < chunk.length && !this.isOver) at = this.readOn(at);
    const top = this.frames.at(-1);
    if (top !== undefined && top.form !== 'list') this.capture(top, chunk.length);
    this.chunkAtByte += chunk.length;
    return this.pieces;
  }

  /** The pieces that are left when the file ends. */
  end(): readonly Piece[] {
    this.pieces = [];
    this.chunk = Buffer.alloc(0);
    if (this.isOver) return [];
    if (this.frames.length > 0) this.breakOff('the file ends before its JSON does', 0, true);
    else if (this.documentCount === 0) this.breakOff('the file is empty', 0, true);
    return this.pieces;
  }

  /**
   * The complete members of the innermost open group of a kind, as an object.
   * Only right when every piece of the last chunk has been looked at.
   */
  membersSoFar(kind: GroupKind): Buffer {
    const group = this.frames.findLast((frame) => frame.form === 'group' && frame.kind === kind);
    return group?.form === 'group' ? completeMembers(group) : Buffer.from('{}');
  }

  /** Reads from `at` and gives the position to go on from. */
  private readOn(at: number): number {
    if (this.isSkippingLine) return this.skipLine(at);
    if (this.isAfterLineFeed) {
      this.isAfterLineFeed = false;
      if (this.chunk[at] === OPEN_OBJECT) this.breakOff('a line breaks off', at, false);
    }
    const top = this.frames.at(-1);
    if (top === undefined) return this.readBetweenDocuments(at);
    if (top.form === 'list') return this.readList(top, at);
    return top.form === 'group' ? this.readGroup(top, at) : this.readElement(top, at);
  }

  private readBetweenDocuments(at: number): number {
    const byte = this.chunk[at];
    if (byte === LINE_FEED && this.documentCount > 0 && this.isOneLine) this.isByLines = true;
    if (isSpace(byte)) return at + 1;
    this.isOneLine = true;
    if (byte === OPEN_OBJECT) this.openGroup('document', at);
    else if (byte === OPEN_LIST) this.frames.push({ form: 'list', of: 'document' });
    else this.refuseText(at);
    return at + 1;
  }

  private readList(list: List, at: number): number {
    const byte = this.chunk[at];
    if (byte === LINE_FEED) this.seesNewLine();
    if (isSpace(byte) || byte === COMMA) return at + 1;
    if (byte === CLOSE_LIST) {
      this.frames.pop();
      this.goOnIn(this.frames.at(-1), at);
    } else if (byte === CLOSE_OBJECT || byte === COLON) this.refuseText(at);
    else if (byte === OPEN_OBJECT && isGroup(list.of)) this.openGroup(list.of, at);
    else {
      this.frames.push({ form: 'element', kind: list.of, ...this.newCapture(at) });
      return at;
    }
    return at + 1;
  }

  private readGroup(group: Group, at: number): number {
    const { chunk } = this;
    for (let i = at; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === LINE_FEED) {
        if (this.seesNewLine()) return i + 1;
      } else if (this.inString) i = this.readString(group, i) - 1;
      else if (byte === QUOTE) {
        this.inString = true;
        if (group.isKeyNext && group.depth === 1) group.key = '';
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (this.opensChild(group, byte, i)) return i + 1;
        group.depth++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        group.depth--;
        if (group.depth === 0) return this.closeGroup(group, i + 1);
      } else if (group.depth === 1) this.followMembers(group, byte, i);
    }
    return chunk.length;
  }

  // Nearly all bytes of a file pass here and through `skipString`.
  private readElement(element: Element, at: number): number {
    const { chunk } = this;
    for (let i = at; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === LINE_FEED) {
        if (this.seesNewLine()) return i + 1;
      } else if (this.inString) {
        i = this.skipString(i) - 1;
        if (!this.inString && element.depth === 0) return this.closeElement(element, i + 1);
      } else if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) element.depth++;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (element.depth === 0) return this.closeElement(element, i);
        element.depth--;
        if (element.depth === 0) return this.closeElement(element, i + 1);
      } else if (byte === COMMA && element.depth === 0) return this.closeElement(element, i);
    }
    return chunk.length;
  }

  private readString(group: Group, at: number): number {
    const endAt = this.skipString(at);
    if (group.isKeyNext && group.depth === 1 && group.key.length < LONGEST_KEY) {
      group.key += this.chunk.toString('latin1', at, this.inString ? endAt : endAt - 1);
    }
    return endAt;
  }

  /** From inside a string, the position after it; or that of a line feed in it, or the end of the chunk. */
  private skipString(at: number): number {
    const { chunk } = this;
    let i = this.isEscaped ? at + 1 : at;
    for (; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === QUOTE) {
        this.inString = false;
        break;
      }
      if (byte === BACKSLASH) i++;
      else if (byte === LINE_FEED) break;
    }
    this.isEscaped = i > chunk.length;
    if (i >= chunk.length) return chunk.length;
    return this.inString ? i : i + 1;
  }

  private followMembers(group: Group, byte: number | undefined, at: number): void {
    if (byte === COLON) group.isKeyNext = false;
    else if (byte === COMMA) {
      group.isKeyNext = true;
      group.completeBytes = group.bytes + at - group.fromAt;
    }
  }

  /** True when the value that begins here is cut into pieces of its own. */
  private opensChild(group: Group, byte: number, at: number): boolean {
    if (group.depth !== 1 || group.isKeyNext) return false;
    if (byte === OPEN_OBJECT) {
      if (group.kind !== 'document' || !WRAPPERS.has(group.key)) return false;
      this.capture(group, at);
      group.parts.push(Buffer.from('{}'));
      group.bytes += 2;
      this.openGroup('document', at);
      return true;
    }
    const of = LISTS[group.kind].get(group.key);
    if (of === undefined) return false;
    this.capture(group, at + 1);
    this.frames.push({ form: 'list', of });
    return true;
  }

  private openGroup(kind: GroupKind, at: number): void {
    const group = { kind, isKeyNext: true, key: '', completeBytes: 0, ...this.newCapture(at) };
    this.frames.push({ form: 'group', ...group, depth: 1 });
    this.pieces.push({ piece: 'open', kind, atByte: group.atByte });
  }

  private closeGroup(group: Group, endAt: number): number {
    this.capture(group, endAt);
    if (this.isOver) return endAt;
    const { kind, atByte } = group;
    this.pieces.push({ piece: 'close', kind, json: Buffer.concat(group.parts), atByte });
    this.frames.pop();
    this.goOnIn(this.frames.at(-1), endAt);
    return endAt;
  }

  private closeElement(element: Element, endAt: number): number {
    this.capture(element, endAt);
    if (this.isOver) return endAt;
    const { kind, atByte, parts } = element;
    const json = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    this.pieces.push({ piece: 'element', kind, json, atByte });
    this.frames.pop();
    return endAt;
  }

  private goOnIn(frame: Frame | undefined, at: number): void {
    if (frame === undefined) this.documentCount++;
    else if (frame.form !== 'list') frame.fromAt = at;
  }

  private newCapture(at: number): Capture {
    return { parts: [], bytes: 0, fromAt: at, atByte: this.chunkAtByte + at, depth: 0 };
  }

  private capture(frame: Group | Element, toAt: number): void {
    frame.parts.push(this.chunk.subarray(frame.fromAt, toAt));
    frame.bytes += toAt - frame.fromAt;
    frame.fromAt = toAt;
    if (frame.bytes <= MAX_PIECE_BYTES) return;
    frame.parts.length = 0;
    this.frames.pop();
    const what = frame.form === 'group' ? `what a ${frame.kind} has beside its lists` : 'one value';
    this.breakOff(`${what} is larger than ${MAX_PIECE_BYTES} bytes`, toAt, true);
  }

  /** At a line feed inside a document: true when the next byte must be looked at for a new one. */
  private seesNewLine(): boolean {
    this.isOneLine = false;
    this.isAfterLineFeed = this.isByLines;
    return this.isByLines;
  }

  private refuseText(at: number): void {
    const found = JSON.stringify(this.chunk.toString('utf8', at, at + 12).split('\n')[0]);
    const isFirst = this.documentCount === 0 && this.frames.length === 0;
    this.breakOff(`not JSON: an object expected, found ${found}`, at, isFirst);
    this.documentCount++;
    this.isSkippingLine = true;
  }

  private skipLine(at: number): number {
    const lineFeedAt = this.chunk.indexOf(LINE_FEED, at);
    if (lineFeedAt < 0) return this.chunk.length;
    this.isSkippingLine = false;
    return lineFeedAt + 1;
  }

  /** Closes what is open with what it has, innermost first. */
  private breakOff(message: string, at: number, isFinal: boolean): void {
    const top = this.frames.at(-1);
    if (top?.form === 'group') top.parts.push(this.chunk.subarray(top.fromAt, at));
    for (let frame = this.frames.pop(); frame !== undefined; frame = this.frames.pop()) {
      if (frame.form !== 'group') continue;
      const { kind, atByte } = frame;
      this.pieces.push({ piece: 'close', kind, json: completeMembers(frame), atByte });
    }
    this.pieces.push({ piece: 'broken', message, atByte: this.chunkAtByte + at, isFinal });
    this.inString = false;
    this.isEscaped = false;
    this.isOver = isFinal;
  }
}

type Frame = Group | Element | List;

interface Capture {
  readonly parts: Buffer[];
  bytes: number;
  /** Where in the current chunk the bytes begin that are not in `parts` yet. */
  fromAt: number;
  readonly atByte: number;
  depth: number;
}

interface Group extends Capture {
  readonly form: 'group';
  readonly kind: GroupKind;
  isKeyNext: boolean;
  key: string;
  /** How many of its bytes hold complete members. */
  completeBytes: number;
}

interface Element extends Capture {
  readonly form: 'element';
  readonly kind: ElementKind;
}

interface List {
  readonly form: 'list';
  readonly of: ElementKind;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LINE_FEED = 0x0a;

const LONGEST_KEY = 64;

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;

function completeMembers({ parts, completeBytes }: Group): Buffer {
  if (completeBytes === 0) return Buffer.from('{}');
  return Buffer.concat([Buffer.concat(parts).subarray(0, completeBytes), Buffer.from('}')]);
}
