import type { SimulatedClock } from './simulate.ts';

/** The machine's own time, for a fleet that runs along with it. */
export const wallClock: SimulatedClock = {
  nowUs: () => Date.now() * 1000,
  sleepUntil: (timeUs, signal) =>
    new Promise((resolve) => {
      const stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const timer = setTimeout(stop, Math.max(0, timeUs / 1000 - Date.now()));
      signal?.addEventListener('abort', stop);
      if (signal?.aborted === true) stop();
    }),
};
