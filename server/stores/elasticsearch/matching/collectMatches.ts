import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceBank } from '../traces/traceBank.ts';
import { askedFormula } from './askedFormula.ts';
import { chooseDriver } from './driver.ts';
import { MatchWalk, type WalkedQuestion } from './matchWalk.ts';
import type { MetDriver } from './rareDriver.ts';
import type { NewestMatches, TraceQuestion } from './traceMatches.ts';

/** So many are made into summaries for what only they tell; the engine cannot sort or count by it. */
export const MOST_ANALYSED = 2_000;

/** Summaries are made in steps of so many: two batches of the engine's. */
const AT_ONCE = 1_000;

/** With less time left a walk ends, and its answer says so. */
export const RESERVE_MS = 1_000;

/**
 * Up to `limit` matching traces from one end of the range on, newest first.
 *
 * @param known  what drives, where that has been chosen; asked for from the newest on
 */
export async function collectMatches(
  question: TraceQuestion,
  direction: WalkedQuestion['direction'],
  limit: number,
  bank: TraceBank,
  ask: SpanAsk,
  known?: MetDriver,
): Promise<NewestMatches> {
  const formula = askedFormula(question.where, ask);
  const driver = known ?? (await chooseDriver(formula, question, ask));
  const walk = new MatchWalk(
    { formula, driver, range: question, direction, looksBehind: true },
    bank,
    ask,
  );
  const found = new Map<string, TraceSummary>();
  while (!walk.isExhausted && found.size < limit && ask.call.remainingMs() > RESERVE_MS) {
    const wanted = Math.min(AT_ONCE, limit - found.size + 1);
    for (const { summary } of await walk.next(wanted)) found.set(summary.traceId, summary);
  }
  const summaries = [...found.values()].sort((a, b) => b.startUs - a.startUs);
  const isAll = walk.isExhausted && summaries.length <= limit;
  return {
    summaries: direction === 'newest' ? summaries.slice(0, limit) : summaries.slice(-limit),
    isAll,
  };
}
