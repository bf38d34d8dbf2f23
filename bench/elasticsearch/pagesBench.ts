import type { BuiltServer } from '../builtServer.ts';
import type { Measurement } from '../measurement.ts';
import type { BareScript } from './bareScript.ts';
import { movedBy, type Page, searchPage, termOf, timed } from './hopscopeSide.ts';
import type { Attribute, FreshQuestions, TimeWindow } from './questions.ts';
import { inRounds } from './rounds.ts';
import { medianBehind, medianWithin, type Samples } from './samples.ts';

const LIMIT = 50;
const COLD_BUDGET_MS = 15;
const WARM_BUDGET_MS = 5;
const ACROSS_SPANS_BUDGET_MS = 60;
const NEVER_TOGETHER_BUDGET_MS = 1_500;
/** Seconds each, so not in every round. */
const NEVER_TOGETHER_EVERY = 5;

const COLD = '50 traces of a device, cold';
const WARM = '50 traces of a device, summaries cached';
const BARE = 'find and read by script';
const BARE_FIND = 'find by script';
const ACROSS_SPANS = 'a device, and a failed write on another span';
const NEVER_TOGETHER = 'two frequent services that share no trace';

/** Pages of 50 traces, beside a script that asks the engine for the same and does nothing with it. */
export async function pagesBench(
  server: BuiltServer,
  script: BareScript,
  fresh: FreshQuestions,
  rounds: number,
): Promise<readonly Measurement[]> {
  let never: Page | undefined;
  const samples = await inRounds(rounds, async (times, round) => {
    const ask = async (name: string, q: string, window: TimeWindow) => {
      const { page, answer } = await searchPage(server, q, window, LIMIT);
      times.add(name, answer.ms);
      return page;
    };
    const window = fresh.window();
    // A device each: what one of them makes the engine keep is of no use to the other.
    await askScript(script, fresh.device(), window, times);
    const term = termOf(fresh.device());
    await ask(COLD, term, window);
    await ask(WARM, term, movedBy(window, 1));
    await ask(ACROSS_SPANS, `${termOf(fresh.device())} db.status=error`, fresh.window());
    if (round % NEVER_TOGETHER_EVERY > 0) return;
    never = await ask(
      NEVER_TOGETHER,
      'service=greenhouse-publisher service=mqtt-broker',
      fresh.window(),
    );
  });
  return [
    medianBehind(samples, COLD, BARE, COLD_BUDGET_MS),
    medianBehind(samples, WARM, BARE, WARM_BUDGET_MS),
    medianBehind(samples, WARM, BARE_FIND),
    medianWithin(samples, ACROSS_SPANS, ACROSS_SPANS_BUDGET_MS),
    noting(medianWithin(samples, NEVER_TOGETHER, NEVER_TOGETHER_BUDGET_MS), never),
  ];
}

async function askScript(
  script: BareScript,
  device: Attribute,
  window: TimeWindow,
  times: Samples,
): Promise<void> {
  const found = await timed(() => script.find(device, window, LIMIT));
  const read = await timed(() => script.read(found.value));
  times.add(BARE_FIND, found.ms);
  times.add(BARE, found.ms + read.ms);
}

/** Empty and at the end, or empty so far. */
function noting(measurement: Measurement, page: Page | undefined): Measurement {
  const isExact = page?.traces.length === 0 && page.nextCursor === undefined;
  const answer = isExact ? 'exactly none' : (page?.completeness.notes.join(' ') ?? '');
  return { ...measurement, note: `${measurement.note}; answer: ${answer}` };
}
