import type { AttributeShape } from './attributeShape.ts';
import type { Attributes, AttributeValue } from './span.ts';

/** Attributes that share their keys with those of other spans. */
export class ShapedAttributes implements Attributes {
  readonly shape: AttributeShape;
  readonly #values: readonly AttributeValue[];

  /** @param values  one for each key of the shape */
  constructor(shape: AttributeShape, values: readonly AttributeValue[]) {
    this.shape = shape;
    this.#values = values;
  }

  get size(): number {
    return this.#values.length;
  }

  get(key: string): AttributeValue {
    const place = this.shape.placeOf(key);
    return place === undefined ? undefined : this.#values[place];
  }

  /** The value of the shape's key at this place. */
  at(place: number): AttributeValue {
    return this.#values[place];
  }

  has(key: string): boolean {
    return this.shape.placeOf(key) !== undefined;
  }

  forEach(use: (value: AttributeValue, key: string, attributes: Attributes) => void): void {
    const { keys } = this.shape;
    for (let place = 0; place < keys.length; place++) {
      use(this.#values[place], keys[place] ?? '', this);
    }
  }

  keys() {
    return this.shape.keys.values();
  }

  values() {
    return this.#values.values();
  }

  entries() {
    const { keys } = this.shape;
    return this.#values
      .map((value, place): [string, AttributeValue] => [keys[place] ?? '', value])
      .values();
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}
