import { type SliceLimits, sliceLimits } from './retention.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';

/** Which slice takes the new traces. */
export class CurrentSlice {
  readonly #parts: SessionParts;
  readonly #limits: SliceLimits;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#limits = sliceLimits(parts.retention);
  }

  /** The slice, where no statement has to be run before. */
  get usable(): Slice | undefined {
    const current = this.#notSpent();
    return current?.writing === undefined ? undefined : current;
  }

  /** The slice, a new one when the last is full or old. To be called in the lane. */
  async prepare(): Promise<Slice> {
    const { connection, slices, clock, prepareSlice } = this.#parts;
    let current = this.#notSpent();
    if (current === undefined) {
      const last = slices.current;
      await connection.run('BEGIN');
      current = await slices.create(connection, clock.nowUs());
      await connection.run('COMMIT');
      slices.add(current);
      if (last !== undefined) this.#age(last);
    }
    await prepareSlice(current);
    return current;
  }

  #notSpent(): Slice | undefined {
    const { slices, clock } = this.#parts;
    const { current } = slices;
    if (current === undefined || isSpent(current, clock.nowUs(), this.#limits)) return undefined;
    return current;
  }

  #age(slice: Slice): void {
    slice.isAged = true;
    if (!this.#parts.pending.has(slice)) slice.stopWriting();
  }
}

function isSpent(slice: Slice, nowUs: number, limits: SliceLimits): boolean {
  return (
    slice.stats.spanCount >= limits.maxSpans ||
    (slice.stats.spanCount > 0 && nowUs - slice.openedUs >= limits.maxAgeUs)
  );
}
