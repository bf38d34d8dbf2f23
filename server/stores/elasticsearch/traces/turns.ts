import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest stretch of computing before other work gets its turn. */
const TURN_MS = 4;

/** Lets other work have its turn between the pieces of a long computation. */
export class Turns {
  #endsMs = performance.now() + TURN_MS;

  /** `undefined` while there is time left; else to be waited for. */
  over(): Promise<void> | undefined {
    return performance.now() < this.#endsMs ? undefined : this.#next();
  }

  async #next(): Promise<void> {
    await nextTurn();
    this.#endsMs = performance.now() + TURN_MS;
  }
}
