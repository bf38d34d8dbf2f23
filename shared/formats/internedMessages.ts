import { RecentMap } from '../recentMap.ts';

/** Of the message and of the text beside it: what is remembered must not be somebody else's to fill. */
const LONGEST_KEPT = 1_024;

interface Bytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
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

  /** What was kept for the bytes `[start, end)` of a message and a text that stands beside it. */
  find({ bytes, view }: Bytes, start: number, end: number, beside: string): T | undefined {
    const known = this.#kept.get(hashOf(view, start, end));
    return known?.beside === beside && isSame(known.bytes, bytes, start, end)
      ? known.value
      : undefined;
  }

  /** From now on the same bytes give this value; nothing in it may change later. */
  keep({ bytes, view }: Bytes, start: number, end: number, beside: string, value: T): void {
    if (end - start + beside.length > LONGEST_KEPT) return;
    // A `slice` of a Node buffer is no copy: it would keep the whole request.
    const kept = { bytes: Uint8Array.from(bytes.subarray(start, end)), beside, value };
    this.#kept.set(hashOf(view, start, end), kept);
  }
}

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
