import { RecentMap } from '../../../shared/recentMap.ts';
import type { AttributeValue } from '../../../shared/span/span.ts';

const VALUES_KEPT = 16_384;
const LONGEST_KEPT = 128;

/** One attribute key in one place, with the ids of the values it had lately. */
export class KeyEntry {
  readonly id: number;
  /** Occurrences since they were last written down. */
  count = 0;
  readonly #ids = new RecentMap<AttributeValue, number>(VALUES_KEPT);
  #hits = 0;
  #misses = 0;
  /** Most keys say the same from span to span. */
  #lastText: string | undefined;
  #lastId = 0;
  #isUnique = false;

  constructor(id: number) {
    this.id = id;
  }

  find(value: AttributeValue): number | undefined {
    if (value === this.#lastText && value !== undefined) return this.#lastId;
    if (this.#isUnique || !isKept(value)) return undefined;
    const id = this.#ids.get(value);
    if (id === undefined) this.#misses++;
    else this.#noteHit(value, id);
    return id;
  }

  #noteHit(value: AttributeValue, id: number): void {
    this.#hits++;
    if (typeof value !== 'string') return;
    this.#lastText = value;
    this.#lastId = id;
  }

  /**
   * A key whose values hardly ever come back (message ids, sequence numbers) is
   * found out when its map first fills up, and costs no memory from then on.
   */
  remember(value: AttributeValue, id: number): void {
    if (this.#isUnique || !isKept(value)) return;
    if (this.#misses > VALUES_KEPT && this.#hits < this.#misses / 4) {
      this.#isUnique = true;
      this.#ids.clear();
      return;
    }
    this.#ids.set(value, id);
  }
}

// Maps take 0 and -0 for the same key; they are not the same value.
function isKept(value: AttributeValue): boolean {
  if (typeof value === 'string') return value.length <= LONGEST_KEPT;
  if (typeof value === 'number') return !Object.is(value, -0);
  return typeof value === 'boolean' || typeof value === 'bigint' || value === undefined;
}
