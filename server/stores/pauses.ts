import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../../shared/formats/steps.ts';

const SLICE_MS = 6;

/** Gives the thread to others about every six milliseconds of work. */
export class Pauses {
  #sliceEndsMs = performance.now() + SLICE_MS;

  /** Resolves at once where the last pause is not long ago. */
  async pauseWhenDue(): Promise<void> {
    if (performance.now() < this.#sliceEndsMs) return;
    await setImmediate();
    this.#sliceEndsMs = performance.now() + SLICE_MS;
  }
}

/** Runs steps to their end, with pauses between. */
export async function runInSlices<T>(steps: Steps<T>, pauses = new Pauses()): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pauses.pauseWhenDue();
  }
}
