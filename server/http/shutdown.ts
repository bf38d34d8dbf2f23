import type { Server } from 'node:http';
import type { App } from '../app.ts';
import { ServerStopping } from './requestSignal.ts';

export interface Listening {
  readonly server: Server;
  readonly app: App;
}

/** Requests get so long to finish, then 503, then their connection is cut. */
const FINISH_MS = 5_000;
const ANSWER_MS = 1_500;

/** Stops taking requests, lets those at work finish or answers them 503, and resolves with none left. */
export async function stopListening(all: readonly Listening[]): Promise<void> {
  await Promise.all(all.map(stopOne));
}

async function stopOne({ server, app }: Listening): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Without it a kept-alive connection would be served on, request after request.
  server.closeIdleConnections();
  const idleTimer = setInterval(() => server.closeIdleConnections(), 100);
  const abortTimer = setTimeout(() => app.signals.abortAll(new ServerStopping()), FINISH_MS);
  const cutTimer = setTimeout(() => server.closeAllConnections(), FINISH_MS + ANSWER_MS);
  await closed;
  clearInterval(idleTimer);
  clearTimeout(abortTimer);
  clearTimeout(cutTimer);
}
