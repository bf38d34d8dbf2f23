/** With more keys, or longer ones, attributes are a `Map` of their own. */
const MOST_KEYS = 64;
const LONGEST_KEY = 128;
/** Of all together; then they are learned anew, so that a sender of ever new keys fills no memory. */
const MOST_SHAPES = 4_000;

/**
 * The keys of attributes in their order. Spans that one place in a program makes have the same keys,
 * so thousands share a shape and keep nothing but their values: a fifth of a `Map` of their own. The
 * idea is that of the hidden classes of Self (Chambers, Ungar, Lee 1989).
 */
export class AttributeShape {
  readonly keys: readonly string[];
  /** What `KeyBits` know of the keys. */
  readonly bits: (number | undefined)[] = [];
  readonly #next = new Map<string, AttributeShape>();
  #places: ReadonlyMap<string, number> | undefined;
  /** What came next the last time. */
  #likelyKey: string | undefined;
  #likely: AttributeShape | undefined;

  constructor(keys: readonly string[]) {
    this.keys = keys;
  }

  /** Where the key stands in `keys`. */
  placeOf(key: string): number | undefined {
    this.#places ??= new Map(this.keys.map((each, place) => [each, place]));
    return this.#places.get(key);
  }

  /** The shape with this key behind the others. */
  with(key: string): AttributeShape | 'has it' | 'too large' {
    if (key === this.#likelyKey && this.#likely !== undefined) return this.#likely;
    const known = this.#next.get(key);
    if (known === undefined && this.#has(key)) return 'has it';
    const next = known ?? this.#grow(key);
    if (next === undefined) return 'too large';
    this.#likelyKey = key;
    this.#likely = next;
    return next;
  }

  /** Without a map of the places, which most shapes on the way to a longer one never need. */
  #has(key: string): boolean {
    return this.#places?.has(key) ?? this.keys.includes(key);
  }

  #grow(key: string): AttributeShape | undefined {
    if (this.keys.length >= MOST_KEYS || key.length > LONGEST_KEY) return undefined;
    const grown = new AttributeShape([...this.keys, key]);
    this.#next.set(key, grown);
    shapeCount++;
    return grown;
  }
}

let empty = new AttributeShape([]);
let shapeCount = 0;

/** The shape all others begin with. */
export function emptyShape(): AttributeShape {
  if (shapeCount > MOST_SHAPES) {
    empty = new AttributeShape([]);
    shapeCount = 0;
  }
  return empty;
}
