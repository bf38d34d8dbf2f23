import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceBank, TraceHint } from '../traces/traceBank.ts';
import { askedFormula } from './askedFormula.ts';
import { LONGEST_TRACE_US } from './askLeaves.ts';
import { collectMatches, MOST_ANALYSED, RESERVE_MS } from './collectMatches.ts';
import { scanTraces } from './compositeScan.ts';
import { estimateTraces, guessTraces } from './countMatches.ts';
import { chooseDriver, driversOf, EVERY_SPAN } from './driver.ts';
import { lateCandidates, tracesBegunBefore } from './lateCandidates.ts';
import { leavesToAsk, possibleAmong } from './possible.ts';
import { rareDriver } from './rareDriver.ts';
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

  async few(
    question: TraceQuestion,
    limit: number,
    ask: SpanAsk,
  ): Promise<NewestMatches | undefined> {
    const driver = await rareDriver(askedFormula(question.where, ask), question, ask);
    if (driver?.first === undefined || driver.first.traces.length > limit) return undefined;
    return collectMatches(question, 'newest', limit, this.#bank, ask, driver);
  }

  ids(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<MatchingIds> {
    return this.#ids(question, undefined, limit, ask);
  }

  idsEndingIn(
    question: TraceQuestion,
    endings: readonly string[],
    limit: number,
    ask: SpanAsk,
  ): Promise<MatchingIds> {
    return this.#ids(question, endings, limit, ask);
  }

  async count(question: TraceQuestion, ask: SpanAsk): Promise<MatchCount> {
    const formula = askedFormula(question.where, ask);
    const { driver } = await chooseDriver(formula, question, ask);
    const isOneDriver = leavesToAsk({ formula, driver }).length === 0;
    if (isForEngine(formula) && isOneDriver) return estimateTraces(driver, question, ask);
    const { traces, isAll } = await this.#ids(question, undefined, MOST_ANALYSED, ask);
    return { value: traces.length, relation: isAll ? 'eq' : 'gte' };
  }

  guess(question: TraceQuestion, ask: SpanAsk): number | undefined {
    const formula = askedFormula(question.where, ask);
    const [driver = EVERY_SPAN, ...others] = driversOf(formula);
    const isCounted = isForEngine(formula) && others.length === 0;
    return isCounted ? guessTraces(driver, question, ask) : undefined;
  }

  async #ids(
    question: TraceQuestion,
    endings: readonly string[] | undefined,
    limit: number,
    ask: SpanAsk,
  ): Promise<MatchingIds> {
    const formula = askedFormula(question.where, ask);
    if (isForEngine(formula)) return engineIds(formula, question, endings, limit, ask);
    const { summaries, isAll } = await this.newest(question, Math.min(limit, MOST_ANALYSED), ask);
    const traces = summaries.map(({ traceId, startUs }) => ({ traceId, seenUs: startUs }));
    return { traces: endingIn(traces, endings), isAll };
  }
}

async function engineIds(
  formula: TraceFormula,
  question: TraceQuestion,
  endings: readonly string[] | undefined,
  limit: number,
  ask: SpanAsk,
): Promise<MatchingIds> {
  const { driver } = await chooseDriver(formula, question, ask);
  const judgement = { formula, driver };
  const found = new Map<string, TraceHint>();
  const add = async (traces: readonly TraceHint[]) => {
    const possible = await possibleAmong(traces, judgement, ask, aroundRange(question));
    for (const { traceId, seenUs } of possible) found.set(traceId, { traceId, seenUs });
  };
  const late = driver === EVERY_SPAN ? [] : lateCandidates(driver, question, ask);
  // Awaited after the scan, which may fail before.
  if (late instanceof Promise) late.catch(() => undefined);
  const { fromUs, toUs } = question;
  const ending = endings === undefined ? {} : { endings };
  const scanned = { driver, fromUs, toUs, isTimed: true, ...ending };
  let isAll = true;
  for await (const traces of scanTraces(scanned, ask)) {
    await add(traces);
    isAll = found.size <= limit && ask.call.remainingMs() > RESERVE_MS;
    if (!isAll) break;
  }
  await add(endingIn(await late, endings));
  for (const traceId of await tracesBegunBefore(fromUs, [...found.keys()], ask)) {
    found.delete(traceId);
  }
  const traces = [...found.values()];
  return { traces: traces.slice(0, limit), isAll: isAll && traces.length <= limit };
}

function endingIn(
  traces: readonly TraceHint[],
  endings: readonly string[] | undefined,
): readonly TraceHint[] {
  if (endings === undefined) return traces;
  return traces.filter(({ traceId }) => endings.some((ending) => traceId.endsWith(ending)));
}

function aroundRange({ fromUs, toUs }: TraceQuestion): { fromUs: number; toUs: number } {
  return { fromUs: fromUs - LONGEST_TRACE_US, toUs: toUs + LONGEST_TRACE_US };
}
