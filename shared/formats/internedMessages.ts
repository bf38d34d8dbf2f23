import { RecentMap } from '../recentMap.ts';

/** Of the message and of the text beside it: what is remembered must not be somebody else's to fill. */
const LONGEST_KEPT = 1_024;

interface Bytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

interface Part {
  readonly start: number;
  readonly end: number;
}

interface KeptMessage<T> {
  readonly bytes: Uint8Array;
  readonly beside: string;
  readonly value: T;
}

/**
 * Gives the same object for the same bytes while they are remembered.
 *
 * Every batch repeats who sends it: of 10,000 devices each one's resource comes
 * back every few seconds. A hit costs a hash and a compare instead of a decoded
 * message, and what is known by the object (the store's id of it) is found again
 * without looking inside. Of messages with the same hash the last one is kept.
 */
export class InternedMessages<T> {
  readonly #kept: RecentMap<number, KeptMessage<T>>;

  constructor(kept: number) {
    this.#kept = new RecentMap(kept);
  }

  /**
   * What `decode` makes of the bytes of a message and of a text that stands beside
   * it. Nothing it makes may change later. A message in several parts is rare and not kept.
   */
  read({ bytes, view }: Bytes, parts: readonly Part[], beside: string, decode: () => T): T {
    const { start, end } = parts[0] ?? NO_PART;
    if (parts.length > 1 || end - start + beside.length > LONGEST_KEPT) return decode();
    const hash = hashOf(view, start, end);
    const known = this.#kept.get(hash);
    if (known?.beside === beside && isSame(known.bytes, bytes, start, end)) return known.value;
    const value = decode();
    this.#kept.set(hash, { bytes: bytes.slice(start, end), beside, value });
    return value;
  }
}

const NO_PART: Part = { start: 0, end: 0 };

function hashOf(view: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ (hash >>> 15) ^ view.getInt32(at, true), 0x85ebca6b);
  }
  for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

function isSame(kept: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (kept.length !== end - start) return false;
  for (let at = 0; at < kept.length; at++) if (kept[at] !== bytes[start + at]) return false;
  return true;
}
