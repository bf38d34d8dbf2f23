import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../../shared/formats/steps.ts';

const SLICE_MS = 10;

/** Runs steps to their end, giving the thread to other requests about every ten milliseconds. */
export async function runInSlices<T>(steps: Steps<T>): Promise<T> {
  let startedMs = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - startedMs >= SLICE_MS) {
      await setImmediate();
      startedMs = performance.now();
    }
  }
}
