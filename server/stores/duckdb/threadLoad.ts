import { performance } from 'node:perf_hooks';

const WINDOW_MS = 1_000;

/** How busy the main thread is. */
export class ThreadLoad {
  #since = performance.eventLoopUtilization();
  #share = 0;

  /** The share of a recent second in which there was work to do, 0 to 1. */
  measure(): number {
    const now = performance.eventLoopUtilization();
    const { idle, active, utilization } = performance.eventLoopUtilization(now, this.#since);
    if (idle + active >= WINDOW_MS) {
      this.#share = utilization;
      this.#since = now;
    }
    return this.#share;
  }
}
