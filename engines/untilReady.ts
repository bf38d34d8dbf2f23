import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptProcess } from './keptProcess.ts';
import { Mendable } from './mendable.ts';

/** Ten seconds on an idle machine; more than a minute was seen on two cores with a queue of ten. */
const DEADLINE_MS = 300_000;
const RETRY_MS = 100;

/** The first thing `probe` answers; a probe that throws is asked again while the process lives. */
export async function untilReady<T>(
  kept: KeptProcess,
  name: string,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const giveUpAtMs = performance.now() + DEADLINE_MS;
  let reason: unknown = 'no answer';
  while (kept.endedBy() === undefined && performance.now() < giveUpAtMs) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      reason = error;
    }
    await sleep(RETRY_MS);
  }
  const what = kept.endedBy() ?? `was not ready after ${DEADLINE_MS / 1_000} s (${reason})`;
  throw new Mendable(`${name} ${what}. It said:\n${await kept.log()}`);
}
