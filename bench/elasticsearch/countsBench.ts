import type { BuiltServer } from '../builtServer.ts';
import { getJson } from '../httpClient.ts';
import type { Measurement } from '../measurement.ts';
import { movedBy, scopeOf, termOf, timed } from './hopscopeSide.ts';
import type { FreshQuestions, TimeWindow } from './questions.ts';
import { inRounds } from './rounds.ts';
import { medianWithin } from './samples.ts';

const COUNTED_BUDGET_MS = 250;
const DERIVED_COLD_BUDGET_MS = 1_000;
const DERIVED_WARM_BUDGET_MS = 250;
/** As the search page asks. */
const SIZE = 8;
const BUCKETS = 90;

/** What the engine can count by itself. */
const STORED_FIELDS = [
  'device.firmware',
  'mqtt.qos',
  'mqtt.topic',
  'rule.name',
  'function.name',
  'db.system',
  'db.operation',
  'messaging.system',
];

/** What the search page opens with: most of it only summaries say. */
const PAGE_FIELDS = [
  'finding',
  'device',
  'firmware',
  'db.status',
  'rule',
  'function',
  'service',
  'topic',
  'last',
];

/** The fleet makes 15 traces a second: 2,000 others in every window that ends so much earlier. */
const STEP_MS = 150_000;

/** Facets and the chart over six hours, both asked at once as the page does. */
export async function countsBench(
  server: BuiltServer,
  fresh: FreshQuestions,
  rounds: number,
): Promise<readonly Measurement[]> {
  const questions: readonly { readonly name: string; readonly text: () => string }[] = [
    { name: 'everything', text: () => '' },
    { name: 'a device', text: () => termOf(fresh.device()) },
    { name: 'failed writes', text: () => 'db.status=error' },
    { name: 'a frequent service', text: () => 'service=mqtt-broker' },
  ];
  const samples = await inRounds(rounds, async (times, round) => {
    for (const { name, text } of questions) {
      const window = fresh.windowUpTo(round, STEP_MS);
      const stored = await timed(() => facetsAndChart(server, text(), window, STORED_FIELDS));
      times.add(counted(name), stored.ms);
      const q = text();
      const first = await timed(() => facetsAndChart(server, q, window, PAGE_FIELDS));
      times.add(derived(name, 'cold'), first.ms);
      const again = await timed(() => facetsAndChart(server, q, movedBy(window, 1), PAGE_FIELDS));
      times.add(derived(name, 'summaries cached'), again.ms);
    }
  });
  return questions.flatMap(({ name }) => [
    medianWithin(samples, counted(name), COUNTED_BUDGET_MS),
    medianWithin(samples, derived(name, 'cold'), DERIVED_COLD_BUDGET_MS),
    medianWithin(samples, derived(name, 'summaries cached'), DERIVED_WARM_BUDGET_MS),
  ]);
}

const counted = (name: string) => `eight stored facets + histogram, ${name}`;
const derived = (name: string, how: string) => `the page's facets + histogram, ${name}, ${how}`;

async function facetsAndChart(
  { url }: BuiltServer,
  q: string,
  window: TimeWindow,
  fields: readonly string[],
): Promise<void> {
  const scope = scopeOf(q, window);
  await Promise.all([
    getJson(`${url}/api/facets?${scope}&fields=${fields.join(',')}&size=${SIZE}`),
    getJson(`${url}/api/histogram?${scope}&buckets=${BUCKETS}`),
  ]);
}
