import { type BuiltServer, startBuiltServer } from './builtServer.ts';
import { copyStore, type FilledStore, filledStore, removeStore } from './filledStore.ts';
import type { Flags } from './flags.ts';
import { loadSeconds, SPANS_PER_SECOND } from './loadPlan.ts';
import type { Measurement } from './measurement.ts';
import { memoryOf } from './memoryOf.ts';
import { askEverything, measurementsOf, type TimesByWhat } from './searchBench.ts';
import { startSender } from './sendingProcess.ts';

/** Queries reach so far into the future that they see what arrives meanwhile. */
const WHAT_ARRIVES_US = 600_000_000;

/** The searches of the quiet store again while as much arrives as in the ingest bench. */
export async function searchUnderLoadBench(flags: Flags): Promise<readonly Measurement[]> {
  const store = copyStore(await filledStore(flags));
  const server = await startBuiltServer(store.dataDir);
  try {
    const sending = startSender(server, SPANS_PER_SECOND, loadSeconds(flags.isQuick));
    await sending.isReady;
    const report = { isDone: false };
    const sent = sending.report.finally(() => {
      report.isDone = true;
    });
    const reaching = { ...store, toUs: Date.now() * 1000 + WHAT_ARRIVES_US };
    const times = await askWhile(server, reaching, () => !report.isDone);
    const sum = await sent;
    return [
      ...measurementsOf(times, 'under load', 3),
      {
        bench: 'under load',
        what: 'ingest meanwhile',
        value: sum.sentSpans / sum.seconds,
        unit: 'spans/s',
        budget: { atLeast: SPANS_PER_SECOND * 0.98, kind: 'time' },
      },
      ...memoryOf('under load', server.maxRssMb()),
    ];
  } finally {
    await server.stop();
    removeStore(store);
  }
}

async function askWhile(
  server: BuiltServer,
  store: FilledStore,
  isGoingOn: () => boolean,
): Promise<TimesByWhat> {
  const all = new Map<string, { readonly budgetMs: number; readonly ms: number[] }>();
  for (let part = 0; isGoingOn(); part += 1) {
    const times = await askEverything(server, store, {
      rounds: 1,
      warmUpRounds: 0,
      seed: `load ${part}`,
    });
    for (const [what, { budgetMs, ms }] of times) {
      const known = all.get(what) ?? { budgetMs, ms: [] };
      known.ms.push(...ms);
      all.set(what, known);
    }
  }
  return all;
}
