/** Texts by the order in which they were first asked for. */
export class TextTable {
  readonly texts: string[] = [];
  readonly #indexOf = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#indexOf.get(text);
    if (known !== undefined) return known;
    this.#indexOf.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/**
 * The texts that `indices` use, in the order of first use; `indices` is changed in
 * place to point into the answer. An index beyond the table reads as the empty text.
 */
export function tableInRowOrder(indices: Uint32Array, texts: readonly string[]): readonly string[] {
  const table: string[] = [];
  const newIndex = new Int32Array(texts.length + 1).fill(-1);
  for (let row = 0; row < indices.length; row++) {
    const old = Math.min(indices[row] ?? 0, texts.length);
    const known = newIndex[old] ?? -1;
    if (known !== -1) {
      indices[row] = known;
      continue;
    }
    newIndex[old] = table.length;
    indices[row] = table.length;
    table.push(texts[old] ?? '');
  }
  return table;
}
