const MOST_CHARACTERS = 16_000_000;
const MOST_TEXTS = 200_000;

/** Room for the distinct values of one field, in bounded memory however many and long they are. */
export class TextRoom {
  #characterCount = 0;
  #textCount = 0;
  #isCut = false;

  /** Something did not fit. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether there is room for one more text, which it then takes. */
  takes(text: string): boolean {
    const characterCount = this.#characterCount + text.length;
    if (this.#textCount >= MOST_TEXTS || characterCount > MOST_CHARACTERS) {
      this.#isCut = true;
      return false;
    }
    this.#characterCount = characterCount;
    this.#textCount++;
    return true;
  }
}
