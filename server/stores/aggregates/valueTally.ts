import type { FacetsAnswer } from '../../../shared/api/answers.ts';
import { TextRoom } from './textRoom.ts';
import { addTo, facetOf } from './valueCounts.ts';

/** Counts traces by value of one field; what there is no room to list is only counted. */
export class ValueTally {
  readonly #counts = new Map<string, number>();
  readonly #room = new TextRoom();
  #unlistedCount = 0;

  /** @param values  the distinct ones of one trace */
  add(values: Iterable<string>): void {
    for (const value of values) {
      if (this.#counts.has(value) || this.#room.takes(value)) addTo(this.#counts, value);
      else this.#unlistedCount++;
    }
  }

  get isCut(): boolean {
    return this.#room.isCut;
  }

  facet(field: string, size: number): FacetsAnswer['facets'][number] {
    const { otherCount, ...facet } = facetOf(field, this.#counts, size);
    return { ...facet, otherCount: otherCount + this.#unlistedCount };
  }
}
