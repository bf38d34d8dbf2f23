import { parseLosslessJson } from '../../../../shared/formats/losslessJson.ts';
import { readBoundedBody } from './boundedBody.ts';
import { DeadlinePassed, withDeadline } from './callDeadline.ts';
import { AnswerTooLarge } from './engineCall.ts';
import { type EngineAccess, EngineNodes, type EngineRequest } from './engineNodes.ts';
import type { EngineReply } from './engineReply.ts';
import { answeredNonsense, answeredTooMuch, brokeOff, didNotAnswer } from './failures.ts';
import { FlightGate } from './flightGate.ts';

/** What the metrics count; `search` or `discovery`. */
export interface EngineMeter {
  observeCall(seen: {
    readonly kind: CallKind;
    readonly outcome: 'answered' | 'failed' | 'abandoned';
    readonly durationSeconds: number;
  }): void;
}

type CallKind = 'search' | 'discovery';

export interface EngineAsk extends EngineRequest {
  readonly kind: CallKind;
  readonly deadlineMs: number;
}

export interface EngineClientOptions extends EngineAccess {
  readonly meter?: EngineMeter;
  /** Of one answer, unpacked. */
  readonly maxAnswerBytes?: number;
  readonly maxInFlight?: number;
}

/** About 35,000 spans; the text, the parsed values and what is made of them are alive at once. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

const MAX_IN_FLIGHT = 16;

/** Asks one cluster over HTTP, a bounded number of things at once, each within its deadline. */
export class EngineClient {
  readonly hasCredentials: boolean;
  readonly #nodes: EngineNodes;
  readonly #gate: FlightGate;
  readonly #maxAnswerBytes: number;
  readonly #meter: EngineMeter | undefined;

  constructor(options: EngineClientOptions) {
    this.hasCredentials = options.credentials !== undefined;
    this.#nodes = new EngineNodes(options);
    this.#gate = new FlightGate(options.maxInFlight ?? MAX_IN_FLIGHT);
    this.#maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.#meter = options.meter;
  }

  /**
   * Resolves with whatever status the engine answers. Rejects with the signal's reason, or with
   * `StoreUnavailable` when nothing usable came back in time; nothing is asked twice.
   */
  async ask(ask: EngineAsk, signal: AbortSignal): Promise<EngineReply> {
    const startedMs = performance.now();
    let outcome: 'answered' | 'failed' | 'abandoned' = 'failed';
    try {
      const reply = await withDeadline(signal, ask.deadlineMs, (own) =>
        this.#gate.pass(own, () => this.#exchange(ask, own)),
      );
      outcome = 'answered';
      return reply;
    } catch (error) {
      if (signal.aborted) outcome = 'abandoned';
      throw error instanceof DeadlinePassed ? didNotAnswer(ask.deadlineMs, error) : error;
    } finally {
      const durationSeconds = (performance.now() - startedMs) / 1_000;
      this.#meter?.observeCall({ kind: ask.kind, outcome, durationSeconds });
    }
  }

  async #exchange(ask: EngineAsk, signal: AbortSignal): Promise<EngineReply> {
    const { statusCode, headers, body } = await this.#nodes.send(ask, signal).catch((error) => {
      signal.throwIfAborted();
      throw brokeOff(error);
    });
    const encoding = singleHeader(headers['content-encoding']);
    const read = await readBoundedBody(body, encoding, this.#maxAnswerBytes).catch((error) => {
      signal.throwIfAborted();
      throw brokeOff(error);
    });
    if (read.kind === 'too-large') throw new AnswerTooLarge(answeredTooMuch(this.#maxAnswerBytes));
    const parsed = parseLosslessJson(read.text);
    if (parsed.ok) return { status: statusCode, body: parsed.value };
    if (statusCode >= 400) return { status: statusCode, body: undefined };
    throw answeredNonsense(statusCode, singleHeader(headers['content-type']));
  }

  close(): Promise<void> {
    return this.#nodes.close();
  }
}

const singleHeader = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
