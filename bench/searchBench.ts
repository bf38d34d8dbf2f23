import { type BuiltServer, startBuiltServer } from './builtServer.ts';
import { type FilledStore, filledStore } from './filledStore.ts';
import type { Flags } from './flags.ts';
import { getJson } from './httpClient.ts';
import type { Measurement } from './measurement.ts';
import { percentile } from './percentiles.ts';
import { FreshQueries, QUERY_CLASSES, type QueryClass } from './queries.ts';

const ROUNDS = 40;
const QUICK_ROUNDS = 7;
const WARM_UP_ROUNDS = 3;

/** The budgets of a quiet store, in milliseconds at the median. */
const PAGE_BUDGET_MS: Readonly<Record<QueryClass, number>> = {
  none: 40,
  equality: 40,
  wildcard: 60,
  regex: 60,
  negation: 60,
  numeric: 60,
  text: 60,
  'is:': 40,
  'cross-span': 30,
};
const FACETS_BUDGET_MS = 100;

const FACET_FIELDS = 'finding,device,firmware,rule,function,db.status,service,topic';
const FACET_CLASSES = ['none', 'equality', 'cross-span'] as const;

/** Search pages and facets over two million spans at rest. */
export async function searchBench(flags: Flags): Promise<readonly Measurement[]> {
  const store = await filledStore(flags);
  const server = await startBuiltServer(store.dataDir);
  try {
    const times = await askEverything(server, store, {
      rounds: flags.isQuick ? QUICK_ROUNDS : ROUNDS,
      warmUpRounds: WARM_UP_ROUNDS,
      seed: `quiet ${process.pid}`,
    });
    const page = await getJson(`${server.url}/api/search?limit=50&${rangeOf(store)}`);
    return [
      { bench: 'search', what: 'spans stored', value: store.spanCount, unit: 'count' },
      { bench: 'search', what: 'traces stored', value: store.traceCount, unit: 'count' },
      { bench: 'search', what: 'filling', value: store.spanCount / store.seconds, unit: 'spans/s' },
      ...measurementsOf(times, 'search', 1),
      {
        bench: 'search',
        what: 'page of 50 traces, gzip',
        value: page.answer.bytes.length / 1024,
        unit: 'KB',
        budget: { atMost: 8, kind: 'count' },
      },
    ];
  } finally {
    await server.stop();
  }
}

export type TimesByWhat = ReadonlyMap<string, { readonly budgetMs: number; readonly ms: number[] }>;

export interface AskingPlan {
  readonly rounds: number;
  /** Asked before, not counted. */
  readonly warmUpRounds: number;
  readonly seed: string;
}

/** Asks one query of each class in turn, so that a slow moment of the machine hits all alike. */
export async function askEverything(
  server: BuiltServer,
  store: FilledStore,
  { rounds, warmUpRounds, seed }: AskingPlan,
): Promise<TimesByWhat> {
  const queries = new FreshQueries(store, seed);
  const times = new Map<string, { readonly budgetMs: number; readonly ms: number[] }>();
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const note = (what: string, budgetMs: number, ms: number) => {
      if (round < 0) return;
      const known = times.get(what) ?? { budgetMs, ms: [] };
      known.ms.push(ms);
      times.set(what, known);
    };
    for (const queryClass of QUERY_CLASSES) {
      const { answer } = await getJson(`${server.url}/api/search?${queries.next(queryClass)}`);
      note(`page, ${queryClass}`, PAGE_BUDGET_MS[queryClass], answer.ms);
    }
    for (const queryClass of FACET_CLASSES) {
      const ms = await askFacets(server, queries.next(queryClass));
      note(`facets + histogram, ${queryClass}`, FACETS_BUDGET_MS, ms);
    }
  }
  return times;
}

/** As the page asks: both at once, done when the slower one is. */
async function askFacets({ url }: BuiltServer, parameters: string): Promise<number> {
  const startedMs = performance.now();
  await Promise.all([
    getJson(`${url}/api/facets?${parameters}&fields=${FACET_FIELDS}`),
    getJson(`${url}/api/histogram?${parameters}`),
  ]);
  return performance.now() - startedMs;
}

/** Medians against their budgets; `factor` loosens the budgets under load. */
export function measurementsOf(
  times: TimesByWhat,
  bench: string,
  factor: number,
): readonly Measurement[] {
  return [...times].map(([what, { budgetMs, ms }]) => ({
    bench,
    what: `${what}, p50`,
    value: percentile(ms, 0.5),
    unit: 'ms' as const,
    budget: { atMost: budgetMs * factor, kind: 'time' as const },
    note: `n ${ms.length}, p95 ${percentile(ms, 0.95).toFixed(1)} ms, max ${percentile(ms, 1).toFixed(1)} ms`,
  }));
}

function rangeOf({ fromUs, toUs }: FilledStore): string {
  return `from=${Math.floor(fromUs / 1000)}&to=${Math.ceil(toUs / 1000)}`;
}
