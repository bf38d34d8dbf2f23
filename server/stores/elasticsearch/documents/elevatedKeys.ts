import { WARNINGS_KEY } from '../../../../shared/formats/jaegerSpan.ts';

const MOST_REMEMBERED = 10_000;

/** The keys of elevated tags as they were before their dots were replaced. */
export class ElevatedKeys {
  readonly #dotReplacement: string;
  #known = new Map<string, string>();

  constructor(dotReplacement: string) {
    this.#dotReplacement = dotReplacement;
  }

  /**
   * The key that `name` stands for. One that had the replacement in it from the start comes back
   * altered, as in Jaeger; only Jaeger's own such key is known.
   */
  keyOf(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_REMEMBERED) this.#known = new Map();
    const key = this.#restored(name);
    this.#known.set(name, key);
    return key;
  }

  #restored(name: string): string {
    if (this.#dotReplacement === '' || name === WARNINGS_KEY) return name;
    return name.replaceAll(this.#dotReplacement, '.');
  }
}
