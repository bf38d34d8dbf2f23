/**
 * Finds spans by id without a string or BigInt a look-up: an open-addressing table
 * over the halves of 64-bit ids (`idHalves`).
 */
export class SpanIndex {
  readonly #slots: Int32Array;
  readonly #halves: Uint32Array;
  readonly #mask: number;

  /** Holds positions in the ids whose `idHalves` these are; nothing is added yet. */
  constructor(halves: Uint32Array) {
    let capacity = 16;
    // At most half full: two halves an id.
    while (capacity < halves.length) capacity *= 2;
    this.#slots = new Int32Array(capacity).fill(EMPTY);
    this.#mask = capacity - 1;
    this.#halves = halves;
  }

  /** Adds a position; answers the one that already holds its id, or -1 when it is the first. */
  add(position: number): number {
    const low = this.#halves[position * 2] ?? 0;
    const high = this.#halves[position * 2 + 1] ?? 0;
    const slot = this.#slotOf(low, high);
    const holder = this.#slots[slot] ?? EMPTY;
    if (holder === EMPTY) this.#slots[slot] = position;
    return holder;
  }

  /** The first position added with this id, or -1. */
  find(low: number, high: number): number {
    return this.#slots[this.#slotOf(low, high)] ?? EMPTY;
  }

  /** The slot that holds this id, or the empty one where it belongs. */
  #slotOf(low: number, high: number): number {
    let slot = scatter(low, high) & this.#mask;
    for (;;) {
      const holder = this.#slots[slot] ?? EMPTY;
      if (holder === EMPTY) return slot;
      if (this.#halves[holder * 2] === low && this.#halves[holder * 2 + 1] === high) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

/**
 * The same memory as pairs of 32-bit numbers, two an id; reading an element of a
 * BigUint64Array makes a BigInt, which costs more than the rest of a layout.
 */
export function idHalves(ids: BigUint64Array): Uint32Array {
  return new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2);
}

const EMPTY = -1;

// The finaliser of MurmurHash3: sequential ids (hostile or home-made) must not cluster.
function scatter(low: number, high: number): number {
  let hash = low ^ Math.imul(high, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
