import { EngineUnavailable } from '../../traceStore.ts';
import type { Json } from '../engine/engineCall.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { EngineRequest } from '../engine/engineNodes.ts';
import type { EngineReply } from '../engine/engineReply.ts';
import { refusalOf } from '../engine/failures.ts';
import { writeJson } from '../engine/json.ts';

const DEADLINE_MS = 10_000;

const UNAUTHENTICATED = 401;

/** Asks what discovery asks; a refusal is an answer too, but for credentials that do not hold. */
export class EngineAsker {
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;

  constructor(client: EngineClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  get(path: string, deadlineMs = DEADLINE_MS): Promise<EngineReply> {
    return this.#ask({ method: 'GET', path }, deadlineMs);
  }

  post(path: string, ...lines: readonly Json[]): Promise<EngineReply> {
    const body = lines.map((line) => `${writeJson(line)}\n`).join('');
    const contentType = lines.length > 1 ? 'application/x-ndjson' : 'application/json';
    return this.#ask({ method: 'POST', path, body, contentType });
  }

  /** What a reply stands for that nothing can be done without. */
  refusal(reply: EngineReply): EngineUnavailable {
    const error = refusalOf(reply, this.#client.hasCredentials);
    return error instanceof EngineUnavailable ? error : new EngineUnavailable(error.message);
  }

  async #ask(request: EngineRequest, deadlineMs = DEADLINE_MS): Promise<EngineReply> {
    const ask = { ...request, kind: 'discovery', deadlineMs } as const;
    const reply = await this.#client.ask(ask, this.#signal);
    if (reply.status === UNAUTHENTICATED) throw this.refusal(reply);
    return reply;
  }
}

/** Names in a path, each of which may hold what a path may not. */
export const inPath = (expression: string): string =>
  expression.split(',').map(encodeURIComponent).join(',');

/** What is nice to know; `undefined` where it does not come. */
export function unlessUnavailable(reply: Promise<EngineReply>): Promise<EngineReply | undefined> {
  return reply.catch((error) => {
    if (error instanceof EngineUnavailable) return undefined;
    throw error;
  });
}
