import type { FacetsAnswer } from '../../../shared/api/answers.ts';
import { addTo, facetOf } from './valueCounts.ts';

/** Of one field, before values that are new are only counted. */
const MOST_CHARACTERS = 16_000_000;
const MOST_VALUES = 200_000;

/** Counts traces by value of one field, in bounded memory however many and long the values are. */
export class ValueTally {
  readonly #counts = new Map<string, number>();
  #characterCount = 0;
  #unlistedCount = 0;

  /** @param values  the distinct ones of one trace */
  add(values: Iterable<string>): void {
    for (const value of values) {
      if (this.#counts.has(value) || this.#takes(value)) addTo(this.#counts, value);
      else this.#unlistedCount++;
    }
  }

  /** Values were too many or too long for each to be listed. */
  get isCut(): boolean {
    return this.#unlistedCount > 0;
  }

  facet(field: string, size: number): FacetsAnswer['facets'][number] {
    const { otherCount, ...facet } = facetOf(field, this.#counts, size);
    return { ...facet, otherCount: otherCount + this.#unlistedCount };
  }

  #takes(value: string): boolean {
    if (this.#counts.size >= MOST_VALUES) return false;
    if (this.#characterCount + value.length > MOST_CHARACTERS) return false;
    this.#characterCount += value.length;
    return true;
  }
}
