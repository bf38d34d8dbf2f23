/** A binary heap that gives back the earliest item first. */
export class TimeHeap<T> {
  readonly #items: { readonly timeUs: number; readonly item: T }[] = [];

  get size(): number {
    return this.#items.length;
  }

  get earliestUs(): number {
    return this.#items[0]?.timeUs ?? Number.POSITIVE_INFINITY;
  }

  push(timeUs: number, item: T): void {
    const items = this.#items;
    const entry = { timeUs, item };
    let hole = items.length;
    items.push(entry);
    while (hole > 0) {
      const parentIndex = (hole - 1) >> 1;
      const parent = items[parentIndex];
      if (parent === undefined || parent.timeUs <= timeUs) break;
      items[hole] = parent;
      hole = parentIndex;
    }
    items[hole] = entry;
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#items.length > 0) this.#sink(last);
    return first.item;
  }

  #sink(entry: { readonly timeUs: number; readonly item: T }): void {
    const items = this.#items;
    let hole = 0;
    for (;;) {
      const left = items[2 * hole + 1];
      const right = items[2 * hole + 2];
      const isRight = right !== undefined && left !== undefined && right.timeUs < left.timeUs;
      const child = isRight ? right : left;
      if (child === undefined || child.timeUs >= entry.timeUs) break;
      items[hole] = child;
      hole = 2 * hole + (isRight ? 2 : 1);
    }
    items[hole] = entry;
  }
}
