import type { SpanIndices } from './spanIndices.ts';

/** Of each discovery; what is forgotten is found out again. */
const MOST_REMEMBERED = 1_000;

/** Texts about indices that were found to hold of late, in whatever range. */
export class IndicesMemory {
  readonly #known = new WeakMap<SpanIndices, Set<string>>();

  has(indices: SpanIndices, text: string): boolean {
    return this.#known.get(indices)?.has(text) === true;
  }

  add(indices: SpanIndices, text: string): void {
    const known = this.#known.get(indices) ?? new Set();
    if (known.size >= MOST_REMEMBERED) known.clear();
    this.#known.set(indices, known.add(text));
  }
}
