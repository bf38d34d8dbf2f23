import type { MiddlewareHandler } from 'hono';
import { SAFE_METHODS } from '../security/changes.ts';
import type { AppEnv } from './appEnv.ts';

/** Why a request's signal fired, when it was not the client who went away. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}
export class ServerStopping extends Error {
  override readonly name = 'ServerStopping';
}

export interface RequestSignals {
  readonly middleware: MiddlewareHandler<AppEnv>;
  /** Requests whose answer has not begun. */
  readonly pendingCount: () => number;
  abortAll(reason: Error): void;
}

/**
 * Gives each request a signal of its own, passed to every store call: it fires
 * when the client goes away, when a read has taken longer than the deadline, and
 * when the server stops. A body that is already streaming has no deadline.
 */
export function requestSignals(deadlineMs: number): RequestSignals {
  const pending = new Set<AbortController>();
  return {
    pendingCount: () => pending.size,
    abortAll(reason) {
      for (const controller of pending) controller.abort(reason);
    },
    async middleware(c, next) {
      const controller = new AbortController();
      pending.add(controller);
      followClient(c.req.raw.signal, controller);
      const timer = SAFE_METHODS.has(c.req.method)
        ? setTimeout(() => controller.abort(new TooSlow()), deadlineMs)
        : undefined;
      c.set('signal', controller.signal);
      try {
        await next();
      } finally {
        clearTimeout(timer);
        pending.delete(controller);
      }
    },
  };
}

function followClient(client: AbortSignal, controller: AbortController): void {
  if (client.aborted) controller.abort(client.reason);
  else client.addEventListener('abort', () => controller.abort(client.reason), { once: true });
}
