import type { Server } from 'node:http';
import type { App } from '../app.ts';
import { ServerStopping } from './requestSignal.ts';

export interface Listening {
  readonly server: Server;
  readonly app: App;
}

interface Patience {
  /** So long requests at work may finish; then they are answered 503. */
  readonly finishMs: number;
  /** So long that answer may take; then the connection is cut. */
  readonly answerMs: number;
}

/** Together with closing the store below the ten seconds an orchestrator gives. */
const PATIENCE: Patience = { finishMs: 4_000, answerMs: 1_000 };

/** Takes no more requests, ends those at work one way or the other, and resolves with none left. */
export async function stopListening(all: readonly Listening[], patience = PATIENCE): Promise<void> {
  await Promise.all(all.map((one) => stopOne(one, patience)));
}

async function stopOne({ server, app }: Listening, patience: Patience): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A kept-alive connection becomes idle when its request ends, and would be served on.
  const idleTimer = setInterval(() => server.closeIdleConnections(), 50);
  const abortTimer = setTimeout(
    () => app.signals.abortAll(new ServerStopping()),
    patience.finishMs,
  );
  const cutTimer = setTimeout(
    () => server.closeAllConnections(),
    patience.finishMs + patience.answerMs,
  );
  await closed;
  clearInterval(idleTimer);
  clearTimeout(abortTimer);
  clearTimeout(cutTimer);
}
