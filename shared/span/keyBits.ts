import { ShapedAttributes } from './shapedAttributes.ts';
import type { Attributes } from './span.ts';

let slotCount = 0;

/**
 * What the keys of attributes give away, as bits put together for all of them. Worked out once for
 * each shape: a summary asks for some fifty keys that most spans do not have.
 */
export class KeyBits {
  readonly #slot = slotCount++;
  readonly #bitsOf: (key: string) => number;
  readonly #telling: readonly string[] | undefined;

  /**
   * @param bitsOf   always the same for a key
   * @param telling  the keys that have any, where they are few: wide spans are not walked for them
   */
  constructor(bitsOf: (key: string) => number, telling?: readonly string[]) {
    this.#bitsOf = bitsOf;
    this.#telling = telling;
  }

  in(attributes: Attributes): number {
    if (!(attributes instanceof ShapedAttributes)) {
      return this.#sum(this.#telling?.filter((key) => attributes.has(key)) ?? attributes.keys());
    }
    const { bits, keys } = attributes.shape;
    const known = bits[this.#slot];
    if (known !== undefined) return known;
    const sum = this.#sum(keys);
    while (bits.length < this.#slot) bits.push(undefined);
    bits[this.#slot] = sum;
    return sum;
  }

  #sum(keys: Iterable<string>): number {
    let sum = 0;
    for (const key of keys) sum |= this.#bitsOf(key);
    return sum;
  }
}
