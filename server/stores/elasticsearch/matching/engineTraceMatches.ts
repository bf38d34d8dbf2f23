import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceBank } from '../traces/traceBank.ts';
import { askedFormula } from './askedFormula.ts';
import { LONGEST_TRACE_US } from './askLeaves.ts';
import { collectMatches, MOST_ANALYSED, RESERVE_MS } from './collectMatches.ts';
import { scanTraceIds } from './compositeScan.ts';
import { estimateTraces } from './countMatches.ts';
import { chooseDriver, EVERY_SPAN } from './driver.ts';
import { lateCandidates, tracesBegunBefore } from './lateCandidates.ts';
import { leavesToAsk, possibleAmong } from './possible.ts';
import { isForEngine, type TraceFormula } from './traceFormula.ts';
import type {
  MatchCount,
  MatchingIds,
  NewestMatches,
  TraceMatches,
  TraceQuestion,
} from './traceMatches.ts';

/** The traces a question is about, found on the engine and, where need be, by their summaries. */
export class EngineTraceMatches implements TraceMatches {
  readonly #bank: TraceBank;

  constructor(bank: TraceBank) {
    this.#bank = bank;
  }

  newest(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<NewestMatches> {
    return collectMatches(question, 'newest', limit, this.#bank, ask);
  }

  ids(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<MatchingIds> {
    return this.#ids(question, undefined, limit, ask);
  }

  idsOfDigit(
    question: TraceQuestion,
    digit: string,
    limit: number,
    ask: SpanAsk,
  ): Promise<MatchingIds> {
    return this.#ids(question, digit, limit, ask);
  }

  async count(question: TraceQuestion, ask: SpanAsk): Promise<MatchCount> {
    const formula = askedFormula(question.where, ask);
    const { driver } = await chooseDriver(formula, question, ask);
    const isOneDriver = leavesToAsk({ formula, driver }).length === 0;
    if (isForEngine(formula) && isOneDriver) return estimateTraces(driver, question, ask);
    const { traceIds, isAll } = await this.#ids(question, undefined, MOST_ANALYSED, ask);
    return { value: traceIds.length, relation: isAll ? 'eq' : 'gte' };
  }

  async #ids(
    question: TraceQuestion,
    digit: string | undefined,
    limit: number,
    ask: SpanAsk,
  ): Promise<MatchingIds> {
    const formula = askedFormula(question.where, ask);
    if (isForEngine(formula)) return engineIds(formula, question, digit, limit, ask);
    const { summaries, isAll } = await this.newest(question, Math.min(limit, MOST_ANALYSED), ask);
    const traceIds = summaries.map(({ traceId }) => traceId);
    return { traceIds: traceIds.filter((id) => digit === undefined || id.endsWith(digit)), isAll };
  }
}

async function engineIds(
  formula: TraceFormula,
  question: TraceQuestion,
  digit: string | undefined,
  limit: number,
  ask: SpanAsk,
): Promise<MatchingIds> {
  const { driver } = await chooseDriver(formula, question, ask);
  const judgement = { formula, driver };
  const found = new Set<string>();
  const add = async (traceIds: readonly string[]) => {
    const hints = traceIds.map((traceId) => ({ traceId, seenUs: question.fromUs }));
    for (const { traceId } of await possibleAmong(hints, judgement, ask, aroundRange(question))) {
      found.add(traceId);
    }
  };
  const late = driver === EVERY_SPAN ? [] : lateCandidates(driver, question, ask);
  // Awaited after the scan, which may fail before.
  if (late instanceof Promise) late.catch(() => undefined);
  const scanned = { driver, fromUs: question.fromUs, toUs: question.toUs, ...(digit && { digit }) };
  let isAll = true;
  for await (const traceIds of scanTraceIds(scanned, ask)) {
    await add(traceIds);
    isAll = found.size <= limit && ask.call.remainingMs() > RESERVE_MS;
    if (!isAll) break;
  }
  const lateIds = (await late).map(({ traceId }) => traceId);
  await add(lateIds.filter((traceId) => digit === undefined || traceId.endsWith(digit)));
  for (const traceId of await tracesBegunBefore(question.fromUs, [...found], ask)) {
    found.delete(traceId);
  }
  const traceIds = [...found];
  return { traceIds: traceIds.slice(0, limit), isAll: isAll && traceIds.length <= limit };
}

function aroundRange({ fromUs, toUs }: TraceQuestion): { fromUs: number; toUs: number } {
  return { fromUs: fromUs - LONGEST_TRACE_US, toUs: toUs + LONGEST_TRACE_US };
}
