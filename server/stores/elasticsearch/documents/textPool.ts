/** Longer texts are seldom repeated. */
const LONGEST_SHARED = 128;

/**
 * Gives the same string object for the same text. A parser makes a new string of every key and
 * value it meets; of 100,000 spans kept in memory most of it would be such copies.
 */
export class TextPool {
  readonly #most: number;
  #texts = new Map<string, string>();

  /** @param most  how many texts are remembered, then all are forgotten */
  constructor(most: number) {
    this.#most = most;
  }

  shared(text: string): string {
    if (text.length > LONGEST_SHARED) return text;
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= this.#most) this.#texts = new Map();
    this.#texts.set(text, text);
    return text;
  }
}
