/** Longer texts are seldom repeated. */
const LONGEST_SHARED = 128;

/** Two places for each remainder, so that two texts in turn do not push each other out. */
const PLACES = 8_192;

/**
 * Gives the same string object for the same text. A parser makes a new string of every key and
 * value it meets; of 100,000 spans kept in memory most of it would be such copies.
 *
 * A text is looked for in two places only, which a glance at it tells, and pushes out what stood
 * there: texts that never come again, such as ids, cost a comparison each, and no memory.
 */
export class TextPool {
  readonly #texts: string[] = new Array<string>(PLACES).fill('');

  shared(text: string): string {
    if (text.length > LONGEST_SHARED || text === '') return text;
    const place = placeOf(text);
    const known = this.#texts[place];
    if (known === text) return known;
    const second = this.#texts[place + 1];
    if (second === text) return second;
    this.#texts[place + 1] = known ?? '';
    this.#texts[place] = text;
    return text;
  }
}

/** Even, from its length and five of its characters: numbers at the end differ in the last ones. */
function placeOf(text: string): number {
  const last = text.length - 1;
  let hash = text.length;
  hash = Math.imul(hash, 31) + text.charCodeAt(last);
  hash = Math.imul(hash, 31) + text.charCodeAt(Math.max(0, last - 1));
  hash = Math.imul(hash, 31) + text.charCodeAt(Math.max(0, last - 2));
  hash = Math.imul(hash, 31) + text.charCodeAt(last >> 1);
  hash = Math.imul(hash, 31) + text.charCodeAt(0);
  return ((Math.imul(hash, 0x9e3779b1) >>> 16) << 1) & (PLACES - 1);
}
