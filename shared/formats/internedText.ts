/** Fifteen words of four bytes, and one for the last four bytes of any length. */
const MAX_CACHED_BYTES = 60;
const WORDS_A_SLOT = 16;

/**
 * Turns bytes into text, giving the same string object for the same short bytes
 * while they stay in the cache.
 *
 * Telemetry repeats itself: keys, services, most values and trace ids come back
 * in every span. A hit costs a hash and a compare, four bytes at a time, instead
 * of a new string, and the string handed out carries its hash code already,
 * which makes the map lookups after it cheaper. Each slot holds one text, so
 * hostile input can cause misses and nothing worse.
 */
export class InternedText {
  private readonly decode: TextMaker;
  private readonly slotMask: number;
  private readonly texts: string[];
  private readonly lengths: Uint8Array;
  private readonly words: Int32Array;

  /** @param slots  a power of two: how many texts are kept at most */
  constructor(decode: TextMaker, slots: number) {
    this.decode = decode;
    this.slotMask = slots - 1;
    this.texts = new Array<string>(slots).fill('');
    this.lengths = new Uint8Array(slots);
    this.words = new Int32Array(slots * WORDS_A_SLOT);
  }

  /** The text of `bytes[start, end)`, which `view` shows too. */
  read(bytes: Uint8Array, view: DataView, start: number, end: number): string {
    const length = end - start;
    if (length > MAX_CACHED_BYTES) return this.decode(bytes, start, end);
    if (length === 0) return '';
    const last = length < 4 ? shortWord(bytes, start, end) : view.getInt32(end - 4, true);
    const wholeEnd = end - (length & 3);
    let hash = Math.imul(last ^ length, 0x9e3779b1);
    for (let at = start; at < wholeEnd; at += 4) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ view.getInt32(at, true), 0x85ebca6b);
    }
    const slot = (hash ^ (hash >>> 15)) & this.slotMask;
    if (this.lengths[slot] === length && this.holds(slot, view, start, wholeEnd, last)) {
      return this.texts[slot] ?? '';
    }
    this.lengths[slot] = length;
    this.keepWords(slot, view, start, wholeEnd, last);
    const text = this.decode(bytes, start, end);
    this.texts[slot] = text;
    return text;
  }

  private holds(
    slot: number,
    view: DataView,
    start: number,
    wholeEnd: number,
    last: number,
  ): boolean {
    let word = slot * WORDS_A_SLOT;
    for (let at = start; at < wholeEnd; at += 4) {
      if (this.words[word++] !== view.getInt32(at, true)) return false;
    }
    return this.words[word] === last;
  }

  private keepWords(
    slot: number,
    view: DataView,
    start: number,
    wholeEnd: number,
    last: number,
  ): void {
    let word = slot * WORDS_A_SLOT;
    for (let at = start; at < wholeEnd; at += 4) this.words[word++] = view.getInt32(at, true);
    this.words[word] = last;
  }
}

/** Makes the text of `bytes[start, end)`; the same bytes always give the same text. */
export type TextMaker = (bytes: Uint8Array, start: number, end: number) => string;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const SHORT_TEXT_BYTES = 24;

/**
 * The text of UTF-8 bytes; invalid ones become U+FFFD, a byte order mark stays.
 *
 * TextDecoder has a fixed cost of about 110 ns, so short ASCII is made by hand.
 */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_TEXT_BYTES || !isAscii(bytes, start, end)) {
    return decoder.decode(bytes.subarray(start, end));
  }
  const code = (at: number): number => bytes[at] ?? 0;
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    text += String.fromCharCode(code(at), code(at + 1), code(at + 2), code(at + 3));
  }
  for (; at < end; at++) text += String.fromCharCode(code(at));
  return text;
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let all = 0;
  for (let at = start; at < end; at++) all |= bytes[at] ?? 0;
  return all < 128;
}

function shortWord(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let at = start; at < end; at++) word = (word << 8) | (bytes[at] ?? 0);
  return word;
}
