/** Lets a fixed number of pieces of work run at once; the others wait their turn. */
export class FlightGate {
  readonly #waiting = new Set<() => void>();
  #freePlaces: number;

  constructor(places: number) {
    this.#freePlaces = places;
  }

  /** Rejects with the signal's reason when it fires while waiting. */
  async pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#freePlaces > 0) {
      this.#freePlaces -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      this.#waiting.add(enter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#freePlaces += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
