import { test as base } from '@playwright/test';
import type { TraceTruth } from '../server/simulate/truth.ts';
import { sendFleet, sendSpans } from './fleet.ts';
import { type HopscopeServer, startHopscope } from './hopscopeServer.ts';
import { hostileTrace } from './hostileTrace.ts';

/** A server that holds the simulated hour and one hostile trace, shared by the specs of a worker. */
export interface Fleet extends HopscopeServer {
  readonly truths: readonly TraceTruth[];
}

export const test = base.extend<object, { fleet: Fleet }>({
  fleet: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures it needs from the pattern.
    async ({}, use) => {
      const server = await startHopscope(['--no-demo']);
      const truths = await sendFleet(server.url);
      await sendSpans(server.url, hostileTrace());
      await untilSettled(server.url, truths.length);
      await use({ ...server, truths });
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ fleet }, use) => use(fleet.url),
});

async function untilSettled(url: string, traceCount: number): Promise<void> {
  const search = `${url}/api/search?limit=1&from=2026-01-15T10:00:00Z&to=2026-01-15T13:00:00Z`;
  const deadlineMs = Date.now() + 30_000;
  while (Date.now() < deadlineMs) {
    const answer: { total: { value: number }; traces: { isSettled: boolean }[] } = await (
      await fetch(search)
    ).json();
    if (answer.total.value >= traceCount && answer.traces[0]?.isSettled === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the fleet did not settle within 30 s');
}
