// Runs in a thread of its own, which has no engine: its binding does not belong in a second one.
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadData, ToThread } from './messages.ts';
import { SummaryDesk } from './summaryDesk.ts';

const desk = new SummaryDesk(workerData as ThreadData);

parentPort?.on('message', (message: ToThread) => {
  const answer = desk.take(message);
  if (answer !== undefined) parentPort?.postMessage(answer);
});

parentPort?.on('messageerror', (cause) => {
  throw cause;
});
