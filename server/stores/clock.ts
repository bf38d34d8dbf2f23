import { performance } from 'node:perf_hooks';

export interface Clock {
  /** Epoch microseconds. */
  readonly nowUs: () => number;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
}

export const SYSTEM_CLOCK: Clock = {
  nowUs: () => Date.now() * 1_000,
  nowMs: () => performance.now(),
};
