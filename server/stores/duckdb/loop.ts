/** Does a piece of work again and again, with a pause after each time, until it is stopped. */
export class Loop {
  readonly #pauseMs: number;
  readonly #work: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  /** @param work  must not reject */
  constructor(pauseMs: number, work: () => Promise<void>) {
    this.#pauseMs = pauseMs;
    this.#work = work;
  }

  start(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#work().then(() => this.start());
    }, this.#pauseMs);
    this.#timer.unref();
  }

  /** Resolves when it is not at work any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}
