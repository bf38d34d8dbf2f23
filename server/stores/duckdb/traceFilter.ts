/**
 * Remembers which trace ids a slice holds in three bytes each (a Bloom filter):
 * "no" is certain, so a new trace, the usual case, is known to be new without
 * asking the database; "maybe" is wrong for about one id in 20,000.
 */
export class TraceFilter {
  readonly #stages: FilterStage[] = [];

  add(traceId: string): void {
    let stage = this.#stages.at(-1);
    if (stage === undefined || stage.isFull) {
      stage = new FilterStage(stage === undefined ? FIRST_CAPACITY : 2 * stage.capacity);
      this.#stages.push(stage);
    }
    stage.add(hashOf(traceId, FIRST_SEED), hashOf(traceId, SECOND_SEED));
  }

  mayHold(traceId: string): boolean {
    if (this.#stages.length === 0) return false;
    const first = hashOf(traceId, FIRST_SEED);
    const second = hashOf(traceId, SECOND_SEED);
    return this.#stages.some((stage) => stage.mayHold(first, second));
  }
}

const FIRST_CAPACITY = 32_768;
const BITS_PER_ID = 24;
const PROBES = 8;

class FilterStage {
  readonly capacity: number;
  readonly #bits: Uint32Array;
  #count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#bits = new Uint32Array((capacity * BITS_PER_ID) / 32);
  }

  get isFull(): boolean {
    return this.#count >= this.capacity;
  }

  add(first: number, second: number): void {
    this.#count++;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = this.#bitOf(first, second, probe);
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  mayHold(first: number, second: number): boolean {
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = this.#bitOf(first, second, probe);
      if (((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }

  // Kirsch and Mitzenmacher, "Less hashing, same performance": two hashes stand for all probes.
  #bitOf(first: number, second: number, probe: number): number {
    return ((first + Math.imul(probe, second | 1)) >>> 0) % (this.#bits.length * 32);
  }
}

// Seeds differ in every process, so that nobody can send ids made to collide.
const FIRST_SEED = Math.floor(Math.random() * 0xffffffff);
const SECOND_SEED = Math.floor(Math.random() * 0xffffffff);

/** FNV-1a with a final mix (the one of MurmurHash3). */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
