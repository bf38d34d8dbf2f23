const SLOTS = 4096;
const MAX_CACHED_BYTES = 64;
const SHORT_TEXT_BYTES = 24;

/**
 * Turns bytes into text, giving the same string object for the same short bytes
 * while they stay in the cache.
 *
 * Telemetry repeats itself: keys, services, most values and trace ids come back
 * in every span. A hit costs a hash and a compare of the bytes instead of a new
 * string, and the string handed out carries its hash code already, which makes
 * the map lookups after it cheaper. Each slot holds one text, so hostile input
 * can cause misses and nothing worse.
 */
export class InternedText {
  private readonly decode: TextMaker;
  private readonly texts: string[] = new Array<string>(SLOTS).fill('');
  private readonly lengths = new Uint8Array(SLOTS);
  private readonly cached = new Uint8Array(SLOTS * MAX_CACHED_BYTES);

  constructor(decode: TextMaker) {
    this.decode = decode;
  }

  /** The text of `bytes[start, end)`. */
  read(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length > MAX_CACHED_BYTES) return this.decode(bytes, start, end);
    if (length === 0) return '';
    const slot = slotOf(bytes, start, end);
    if (this.lengths[slot] === length && this.holds(slot, bytes, start, end)) {
      return this.texts[slot] ?? '';
    }
    return this.store(slot, bytes, start, end);
  }

  private holds(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    let cachedAt = slot * MAX_CACHED_BYTES;
    for (let at = start; at < end; at++) {
      if (this.cached[cachedAt++] !== bytes[at]) return false;
    }
    return true;
  }

  private store(slot: number, bytes: Uint8Array, start: number, end: number): string {
    let cachedAt = slot * MAX_CACHED_BYTES;
    for (let at = start; at < end; at++) this.cached[cachedAt++] = bytes[at] ?? 0;
    this.lengths[slot] = end - start;
    const text = this.decode(bytes, start, end);
    this.texts[slot] = text;
    return text;
  }
}

/** Makes the text of `bytes[start, end)`; the same bytes always give the same text. */
export type TextMaker = (bytes: Uint8Array, start: number, end: number) => string;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The text of UTF-8 bytes; invalid ones become U+FFFD, a byte order mark stays.
 *
 * TextDecoder has a fixed cost of about 110 ns, so short ASCII is made by hand.
 */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_TEXT_BYTES) return decoder.decode(bytes.subarray(start, end));
  let text = '';
  for (let at = start; at < end; at++) {
    const code = bytes[at] ?? 0;
    if (code > 127) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(code);
  }
  return text;
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
