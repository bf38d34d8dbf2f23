/**
 * The rows that are in sight when some subtrees are collapsed, without a list of
 * them: only the collapsed rows that are themselves in sight are kept, in order,
 * with how many rows each hides.
 *
 *     row   0  1  2  3  4  5      collapsed {1, 2}, subtree of 1 is rows 1 to 3
 *     in sight  0  1  4  5        hidesAt [1], hiddenBefore [0, 2]
 *
 * A collapse costs a sort of the collapsed rows, a look-up the logarithm of their
 * number; the size of the trace costs nothing.
 */
export class VisibleRows {
  readonly count: number;
  /** Collapsed rows in sight that have something to hide, ascending. */
  readonly #hidesAt: Uint32Array;
  /** Rows hidden by the first i of them. */
  readonly #hiddenBefore: Uint32Array;

  constructor(subtreeSize: Uint32Array, collapsed: Iterable<number>) {
    const ascending = Uint32Array.from(collapsed).sort();
    const hidesAt: number[] = [];
    const hiddenBefore = [0];
    let hidden = 0;
    let nextInSight = 0;
    for (const row of ascending) {
      const size = subtreeSize[row] ?? 1;
      if (row < nextInSight || size <= 1) continue;
      hidden += size - 1;
      hidesAt.push(row);
      hiddenBefore.push(hidden);
      nextInSight = row + size;
    }
    this.count = subtreeSize.length - hidden;
    this.#hidesAt = Uint32Array.from(hidesAt);
    this.#hiddenBefore = Uint32Array.from(hiddenBefore);
  }

  /** The row at a position from 0 to `count - 1`. */
  rowAt(position: number): number {
    const before = this.#countWhere((i) => (this.#positionOf(i) ?? 0) < position);
    return position + (this.#hiddenBefore[before] ?? 0);
  }

  /** The position of a row; of a hidden one, that of the collapsed row it is under. */
  positionOf(row: number): number {
    const before = this.#countWhere((i) => (this.#hidesAt[i] ?? 0) < row);
    if (before === 0) return row;
    const last = before - 1;
    const lastHides = (this.#hiddenBefore[before] ?? 0) - (this.#hiddenBefore[last] ?? 0);
    const lastRow = this.#hidesAt[last] ?? 0;
    if (row <= lastRow + lastHides) return this.#positionOf(last);
    return row - (this.#hiddenBefore[before] ?? 0);
  }

  #positionOf(collapsedIndex: number): number {
    return (this.#hidesAt[collapsedIndex] ?? 0) - (this.#hiddenBefore[collapsedIndex] ?? 0);
  }

  /** How many collapsed rows, from the first on, satisfy a test that holds up to some point. */
  #countWhere(test: (collapsedIndex: number) => boolean): number {
    let low = 0;
    let high = this.#hidesAt.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
