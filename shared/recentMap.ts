/**
 * A map of at most twice `kept` entries that forgets what was not used lately:
 * two generations, the older one dropped when the younger is full.
 */
export class RecentMap<K, V> {
  readonly #kept: number;
  #younger = new Map<K, V>();
  #older = new Map<K, V>();

  constructor(kept: number) {
    this.#kept = kept;
  }

  get size(): number {
    return this.#younger.size + this.#older.size;
  }

  get(key: K): V | undefined {
    const value = this.#younger.get(key);
    if (value !== undefined) return value;
    const old = this.#older.get(key);
    // It stays in the older one, too: that is dropped as a whole.
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    if (this.#younger.size >= this.#kept) {
      this.#older = this.#younger;
      this.#younger = new Map();
    }
    this.#younger.set(key, value);
  }

  *values(): Generator<V> {
    yield* this.#younger.values();
    for (const [key, value] of this.#older) if (!this.#younger.has(key)) yield value;
  }

  delete(key: K): void {
    this.#younger.delete(key);
    this.#older.delete(key);
  }

  clear(): void {
    this.#younger = new Map();
    this.#older = new Map();
  }
}
