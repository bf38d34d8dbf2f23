import { AttributeShape, emptyShape } from './attributeShape.ts';
import { ShapedAttributes } from './shapedAttributes.ts';
import { type Attributes, type AttributeValue, NO_ATTRIBUTES } from './span.ts';

/**
 * Attributes as they are read, one after the other. A key that comes twice keeps its place and its
 * last value, as in a `Map`. One draft serves one span after another.
 */
export class AttributesDraft {
  #shape = emptyShape();
  readonly #values: AttributeValue[] = [];
  /** In place of both, where a shape would be too large to be remembered. */
  #map: Map<string, AttributeValue> | undefined;

  /** Forgets what is there. */
  begin(): void {
    this.#values.fill(undefined, 0, this.#shape.keys.length);
    this.#shape = emptyShape();
    this.#map = undefined;
  }

  get(key: string): AttributeValue {
    if (this.#map !== undefined) return this.#map.get(key);
    const place = this.#shape.placeOf(key);
    return place === undefined ? undefined : this.#values[place];
  }

  set(key: string, value: AttributeValue): void {
    if (this.#map !== undefined) {
      this.#map.set(key, value);
      return;
    }
    const { length } = this.#shape.keys;
    const longer = this.#shape.with(key);
    if (longer instanceof AttributeShape) {
      this.#values[length] = value;
      this.#shape = longer;
    } else if (longer === 'has it') {
      this.#values[this.#shape.placeOf(key) ?? length] = value;
    } else {
      this.#map = new Map(this.#finishShaped()).set(key, value);
    }
  }

  /** What was set since `begin`. */
  finish(): Attributes {
    return this.#map ?? this.#finishShaped();
  }

  #finishShaped(): Attributes {
    const { length } = this.#shape.keys;
    if (length === 0) return NO_ATTRIBUTES;
    return new ShapedAttributes(this.#shape, this.#values.slice(0, length));
  }
}
