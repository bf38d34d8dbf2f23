/** Runs one piece of work at a time, in the order asked for, until it is stopped. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;
  #stopped: { readonly cause: unknown } | undefined;

  /** Something was asked for and has not begun. */
  get isAwaited(): boolean {
    return this.#waitingCount > 0;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waitingCount++;
    const result = this.#last.then(() => {
      this.#waitingCount--;
      if (this.#stopped !== undefined) throw this.#stopped.cause;
      return work();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** What has not begun is rejected with the cause, and what is asked for from now on. */
  stop(cause: unknown): void {
    this.#stopped ??= { cause };
  }

  /** Resolves when what was asked for so far is done or rejected. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
