import { encodeOtlpProtobuf } from '../../shared/formats/encodeOtlpProtobuf.ts';
import type { Span } from '../../shared/span/span.ts';

/** Below every receiver's usual limit, with room for the fattest spans. */
const SPANS_PER_REQUEST = 4_000;
const MAX_TRIES = 8;
const DEFAULT_RETRY_SECONDS = 1;

/** The receiver refused for good, or did not take the spans however often it was asked. */
export class SendFailed extends Error {
  override readonly name = 'SendFailed';
}

/** Sends spans over OTLP/HTTP and waits as long as a busy receiver asks. */
export class OtlpSender {
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;

  /** `endpoint` is the base, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it. */
  constructor(endpoint: string, signal?: AbortSignal) {
    this.#url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
    this.#signal = signal;
  }

  async send(spans: readonly Span[]): Promise<void> {
    for (let from = 0; from < spans.length; from += SPANS_PER_REQUEST) {
      await this.#post(encodeOtlpProtobuf(spans.slice(from, from + SPANS_PER_REQUEST)));
    }
  }

  async #post(body: Uint8Array<ArrayBuffer>): Promise<void> {
    let problem = '';
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const answer = await this.#tryOnce(body);
      if (answer === 'taken') return;
      problem = answer.problem;
      if (answer.retrySeconds === undefined) break;
      await this.#pause(answer.retrySeconds * 1000);
    }
    throw new SendFailed(`${this.#url} did not take the spans: ${problem}`);
  }

  async #tryOnce(
    body: Uint8Array<ArrayBuffer>,
  ): Promise<'taken' | { readonly problem: string; readonly retrySeconds: number | undefined }> {
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body,
        ...(this.#signal && { signal: this.#signal }),
      });
    } catch (error) {
      this.#signal?.throwIfAborted();
      return { problem: reasonOf(error), retrySeconds: DEFAULT_RETRY_SECONDS };
    }
    await response.arrayBuffer();
    if (response.ok) return 'taken';
    return {
      problem: `${response.status} ${response.statusText}`,
      retrySeconds: isBusy(response.status) ? retrySecondsOf(response) : undefined,
    };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function isBusy(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

function retrySecondsOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : DEFAULT_RETRY_SECONDS;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return cause.message;
  return error instanceof Error ? error.message : String(error);
}
