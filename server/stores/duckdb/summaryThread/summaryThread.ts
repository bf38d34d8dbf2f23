import { Worker } from 'node:worker_threads';
import type { SummaryAnswer, SummaryRequest, ThreadData, ToThread } from './messages.ts';
import { SharedNumbers, type SpanBlock, SpanBlockBuilder } from './spanBlock.ts';

/** Of the thread; what dies while a trace is summarised should not get older than that. */
const YOUNG_GENERATION_MB = 24;

const IS_BUILT = import.meta.url.endsWith('.js');

/** One that ended before it ever answered: there is something about this machine or this build. */
let isOfNoUse = false;

interface Asked {
  readonly resolve: (answer: SummaryAnswer) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * A thread that makes summaries under load. It is started when it is first needed: a store that is
 * idle has no use for the memory it takes. When one ends before its first answer, none is started any
 * more, and all summaries are made where the others are.
 */
export class SummaryThread {
  readonly #data: ThreadData;
  readonly #onFailure: (cause: unknown) => void;
  readonly #shared = new SharedNumbers();
  #worker: Worker | undefined;
  /** Answers come in the order of the requests. */
  #asked: Asked[] = [];
  #hasAnswered = false;
  #stopped: { readonly cause: unknown } | undefined;

  /** @param onFailure  called when the thread ends by itself */
  constructor(data: ThreadData, onFailure: (cause: unknown) => void) {
    this.#data = { rules: data.rules, settleDelayUs: data.settleDelayUs };
    this.#onFailure = onFailure;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  start(): void {
    if (this.#worker !== undefined || this.#stopped !== undefined || isOfNoUse) return;
    const worker = IS_BUILT ? this.#startBuilt() : this.#startFromSource();
    worker.on('message', (answer: SummaryAnswer) => this.#takeAnswer(answer));
    worker.on('error', (cause) => this.#fail(cause));
    worker.on('messageerror', (cause) => this.#fail(cause));
    worker.on('exit', (code) => this.#fail(new Error(`the thread ended with code ${code}`)));
    worker.unref();
    this.#worker = worker;
  }

  /** A block for so many spans at most, to be handed to `hold`. */
  newBlock(capacity: number): SpanBlockBuilder {
    return new SpanBlockBuilder(capacity, this.#shared);
  }

  hold(block: SpanBlock): void {
    const { tnos, says, spanIds, parentIds, times, kinds, statuses, starts, refs } = block;
    const columns = [tnos, says, spanIds, parentIds, times, kinds, statuses, starts, refs];
    this.#post(
      { kind: 'hold', block },
      columns.map(({ buffer }) => buffer),
    );
  }

  letGo(tnos: readonly number[]): void {
    if (tnos.length > 0) this.#post({ kind: 'let go', tnos });
  }

  /** @throws what ended the thread */
  summarize(request: SummaryRequest): Promise<SummaryAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) reject(this.#stopped.cause);
      else this.#asked.push({ resolve, reject });
      // Who waits for an answer must not see the process end before.
      this.#worker?.ref();
      this.#post({ kind: 'summarize', request });
    });
  }

  /** Requests without an answer are rejected with the cause. */
  async stop(cause: unknown): Promise<void> {
    this.#stopped ??= { cause };
    for (const { reject } of this.#asked.splice(0)) reject(cause);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #takeAnswer(answer: SummaryAnswer): void {
    this.#hasAnswered = true;
    this.#asked.shift()?.resolve(answer);
    if (this.#asked.length === 0) this.#worker?.unref();
  }

  #startBuilt(): Worker {
    return new Worker(new URL('./summaryWorker.js', import.meta.url), {
      workerData: this.#data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
  }

  #startFromSource(): Worker {
    return new Worker(new URL('./fromSource.mjs', import.meta.url), { workerData: this.#data });
  }

  #post(message: ToThread, moved: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, moved);
  }

  #fail(cause: unknown): void {
    if (this.#stopped !== undefined) return;
    isOfNoUse ||= !this.#hasAnswered;
    void this.stop(cause);
    this.#onFailure(cause);
  }
}
