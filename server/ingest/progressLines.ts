import type { ImportProgress } from '../../shared/api/answers.ts';
import type { ImportEnd } from './importFile.ts';

const HEADERS = { 'content-type': 'application/x-ndjson', 'content-encoding': 'identity' };

/** The answer to an import: a line each time there is progress, the last when it has ended. */
export class ProgressLines {
  /** Fires when the client goes away, while sending or while listening. */
  readonly signal: AbortSignal;
  /** Resolves when the first line is written. */
  readonly begun: Promise<void>;
  private readonly gone = new AbortController();
  private readonly body: ReadableStream<Uint8Array>;
  private out: ReadableStreamDefaultController<Uint8Array> | undefined;
  private begin: () => void = () => undefined;

  constructor(client: AbortSignal) {
    this.signal = AbortSignal.any([client, this.gone.signal]);
    this.begun = new Promise((resolve) => {
      this.begin = resolve;
    });
    this.body = new ReadableStream({
      start: (controller) => {
        this.out = controller;
      },
      cancel: (reason) => this.gone.abort(reason),
    });
  }

  readonly write = (progress: ImportProgress): void => {
    this.out?.enqueue(lineOf(progress));
    this.begin();
  };

  /**
   * The answer, which ends when the import does. A failure of ours can no longer
   * become a status: it is told to the log, and the lines end without a last one.
   */
  answer(ended: Promise<ImportEnd>, tellFailure: (cause: unknown) => void): Response {
    ended
      .then(({ progress }) => this.write(progress))
      .catch((cause) => {
        if (!this.signal.aborted) tellFailure(cause);
      })
      .finally(() => {
        if (!this.gone.signal.aborted) this.out?.close();
      });
    return new Response(this.body, { headers: HEADERS });
  }
}

const encoder = new TextEncoder();

const lineOf = (progress: ImportProgress): Uint8Array =>
  encoder.encode(`${JSON.stringify(progress)}\n`);
