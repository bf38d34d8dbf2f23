import { isTrue } from './attributes.ts';
import { KeyBits } from './keyBits.ts';
import type { Attributes, AttributeValue } from './span.ts';

/** As many as a number has bits. */
const MOST_KEYS = 31;

/** Names of one thing in different conventions, in the order they are believed. */
export class SoughtKeys {
  readonly #keys: readonly string[];
  readonly #bits: KeyBits;

  /** @throws {RangeError} on more than 31 keys */
  constructor(keys: readonly string[]) {
    this.#keys = keys;
    this.#bits = bitsOfKeys(keys);
  }

  /** What the first of the keys says that `read` makes something of. */
  first<T>(attributes: Attributes, read: (value: AttributeValue) => T | undefined): T | undefined {
    let bits = this.#bits.in(attributes);
    for (let index = 0; bits !== 0; index++) {
      const isThere = (bits & 1) === 1;
      bits >>>= 1;
      const found = isThere ? read(attributes.get(this.#keys[index] ?? '')) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  areIn(attributes: Attributes): boolean {
    return this.#bits.in(attributes) !== 0;
  }

  /** Whether one of them says `true` or `"true"`. */
  areTrueIn(attributes: Attributes): boolean {
    return this.first(attributes, trueOrNothing) ?? false;
  }
}

/**
 * Bit `n` for the key at `n`.
 *
 * @throws {RangeError} on more than 31 keys
 */
export function bitsOfKeys(keys: readonly string[]): KeyBits {
  if (keys.length > MOST_KEYS) throw new RangeError(`${keys.length} keys, at most ${MOST_KEYS}`);
  const bitOf = new Map(keys.map((key, index) => [key, 1 << index]));
  return new KeyBits((key) => bitOf.get(key) ?? 0, keys);
}

const trueOrNothing = (value: AttributeValue): true | undefined =>
  isTrue(value) ? true : undefined;
