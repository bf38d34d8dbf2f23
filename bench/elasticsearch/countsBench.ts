import type { BuiltServer } from '../builtServer.ts';
import type { Measurement } from '../measurement.ts';
import { facetsAndChart } from './facetsAndChart.ts';
import { movedBy, termOf, timed } from './hopscopeSide.ts';
import type { FreshQuestions, TimeWindow } from './questions.ts';
import { inRounds } from './rounds.ts';
import { medianWithin } from './samples.ts';

const COUNTED_BUDGET_MS = 250;
const DERIVED_COLD_BUDGET_MS = 1_000;
const DERIVED_WARM_BUDGET_MS = 250;
/** What the engine can count by itself. */
const STORED_FIELDS = [
  'device.firmware',
  'mqtt.qos',
  'mqtt.topic',
  'rule.name',
  'function.name',
  'service',
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

interface CountQuestion {
  readonly name: string;
  readonly q: (fresh: FreshQuestions) => string;
  /** Windows in which 2,000 other traces are the newest each time; absent where no device is asked twice. */
  readonly windows?: { readonly afterMs: number; readonly stepMs: number };
}

/** The fleet makes 14 traces a second, half of them with a broker: of each, windows of their own. */
const QUESTIONS: readonly CountQuestion[] = [
  { name: 'everything', q: () => '', windows: { afterMs: 0, stepMs: 160_000 } },
  { name: 'a device', q: (fresh) => termOf(fresh.device()) },
  {
    name: 'a frequent service',
    q: () => 'service=mqtt-broker',
    windows: { afterMs: 6_000_000, stepMs: 320_000 },
  },
];

/** Facets and the chart over six hours, both asked at once as the page does. */
export async function countsBench(
  server: BuiltServer,
  fresh: FreshQuestions,
  rounds: number,
): Promise<readonly Measurement[]> {
  const samples = await inRounds(rounds, async (times, round) => {
    for (const question of QUESTIONS) {
      const { name, q } = question;
      const stored = await timed(() =>
        facetsAndChart(server, q(fresh), windowOf(question, fresh, 2 * round), STORED_FIELDS),
      );
      times.add(counted(name), stored.ms);
      const window = windowOf(question, fresh, 2 * round + 1);
      const asked = q(fresh);
      const first = await timed(() => facetsAndChart(server, asked, window, PAGE_FIELDS));
      times.add(derived(name, 'cold'), first.ms);
      const again = await timed(() =>
        facetsAndChart(server, asked, movedBy(window, 1), PAGE_FIELDS),
      );
      times.add(derived(name, 'summaries cached'), again.ms);
    }
  });
  return QUESTIONS.flatMap(({ name }) => [
    medianWithin(samples, counted(name), COUNTED_BUDGET_MS),
    medianWithin(samples, derived(name, 'cold'), DERIVED_COLD_BUDGET_MS),
    medianWithin(samples, derived(name, 'summaries cached'), DERIVED_WARM_BUDGET_MS),
  ]);
}

function windowOf({ windows }: CountQuestion, fresh: FreshQuestions, step: number): TimeWindow {
  if (windows === undefined) return fresh.window();
  return fresh.windowEarlierBy(windows.afterMs + step * windows.stepMs);
}

const counted = (name: string) => `eight stored facets + histogram, ${name}`;
const derived = (name: string, how: string) => `the page's facets + histogram, ${name}, ${how}`;
