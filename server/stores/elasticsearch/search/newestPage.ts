import type { SearchPage } from '../../../../shared/api/answers.ts';
import { BadRequest, type SearchRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { askedFormula } from '../matching/askedFormula.ts';
import { chooseDriver, driverAt, driversOf } from '../matching/driver.ts';
import { MatchWalk } from '../matching/matchWalk.ts';
import {
  type FoundTrace,
  type Judgement,
  matchesAmong,
  possibleAmong,
} from '../matching/possible.ts';
import { type MetDriver, rareDriver } from '../matching/rareDriver.ts';
import type { TraceFormula } from '../matching/traceFormula.ts';
import type { TraceBank, TraceHint } from '../traces/traceBank.ts';
import { coveredTotal } from './coveredTotal.ts';
import { decodeWalkCursor, encodeWalkCursor, type WalkCursor } from './pageCursor.ts';
import { PageInOrder } from './pageInOrder.ts';
import { PageTotal } from './pageTotal.ts';

/** A page that is not full by then is given as it is, with the place to go on from. */
const PAGE_MS = 2_500;

/** More traces than that are never made into summaries at once. */
const MOST_AT_ONCE = 1_000;

/**
 * Traces by their start, newest first, although the engine knows the times of spans only: a
 * trace starts no later than any of its spans, so whatever starts after the place the
 * search has come to has been met already and can be shown.
 */
export async function newestPage(
  request: SearchRequest,
  bank: TraceBank,
  ask: SpanAsk,
): Promise<SearchPage> {
  const from = request.cursor === undefined ? undefined : decodeWalkCursor(request, request.cursor);
  const formula = askedFormula(request.where, ask);
  const driver = await driverOf(request, formula, from, ask);
  const judgement = { formula, driver: driver.driver };
  const total = new PageTotal(judgement, request, ask, from?.total);
  const walk = new MatchWalk(
    {
      formula,
      driver,
      range: request,
      direction: 'newest',
      ...(from && { resumeUs: from.resumeUs }),
      looksBehind: from?.looksBehind ?? true,
      onMany: () => total.countMany(),
    },
    bank,
    ask,
  );
  const page = new PageInOrder(request.limit, from);
  page.add(await carriedMatches(from, judgement, bank, ask));
  await walk.look(chunkFor(request.limit));
  total.countMet(walk);
  const isFull = await fill(page, walk, request.limit, ask);
  if (!isFull) ask.call.note(`Searched back to ${isoOf(walk.atUs)}; the next page goes on there.`);
  const cut = page.cut(walk.isExhausted ? undefined : walk.atUs);
  const isEnd = walk.isExhausted && cut.leftover.length === 0;
  const isAll = from === undefined && walk.isExhausted;
  const counted = coveredTotal(await total.of(page.size, isAll), ask);
  const cursor = { ...page.next(walk, cut, request.toUs), total: counted, ...placeOf(driver) };
  return {
    traces: cut.shown.map(({ summary }) => summary),
    ...(!isEnd && { nextCursor: encodeWalkCursor(request, cursor) }),
    total: counted,
    completeness: ask.call.completeness(isFull ? {} : { isComplete: false, isTimedOut: true }),
  };
}

/** Whether the page got as full as it can be. */
async function fill(
  page: PageInOrder,
  walk: MatchWalk,
  limit: number,
  ask: SpanAsk,
): Promise<boolean> {
  const untilMs = performance.now() + Math.min(PAGE_MS, ask.call.remainingMs() / 2);
  let least = limit;
  while (!walk.isExhausted && !page.isFull(walk.atUs)) {
    if (performance.now() > untilMs) return false;
    await walk.look(chunkFor(least));
    const wanted = Math.max(least, countBefore(page.lastStartUs, walk.waiting));
    const wasFilled = page.lastStartUs !== undefined;
    page.add(await walk.next(Math.min(wanted, MOST_AT_ONCE)));
    const isJustFilled = !wasFilled && page.lastStartUs !== undefined;
    least = isJustFilled ? FEW_MORE : least * GROWTH;
  }
  return true;
}

/** Once the page is filled, only those can come before its last trace that were seen after it began. */
const countBefore = (startUs = Number.POSITIVE_INFINITY, waiting: readonly TraceHint[]): number =>
  waiting.findLastIndex(({ seenUs }) => seenUs >= startUs) + 1;

/** Hardly any in a quiet fleet, thousands where traces take longer than the next ones wait. */
const FEW_MORE = 10;
const GROWTH = 3;

/** Some start too early for the place reached, so a few more are looked for than are wanted. */
const chunkFor = (wanted: number): number => Math.ceil(wanted * 1.25) + 10;

async function driverOf(
  request: SearchRequest,
  formula: TraceFormula,
  from: WalkCursor | undefined,
  ask: SpanAsk,
): Promise<MetDriver> {
  if (from === undefined) {
    // One alone drives whatever it has.
    const rare =
      driversOf(formula).length > 1 ? await rareDriver(formula, request, ask) : undefined;
    return rare ?? chooseDriver(formula, request, ask);
  }
  const driver = driverAt(formula, from.driver);
  if (driver === undefined) throw new BadRequest('The cursor is not one this server gave out.');
  return { driver, place: from.driver, ...(from.spanCount && { spanCount: from.spanCount }) };
}

const placeOf = ({ place, spanCount }: MetDriver) => ({ driver: place, spanCount });

async function carriedMatches(
  from: WalkCursor | undefined,
  judgement: Judgement,
  bank: TraceBank,
  ask: SpanAsk,
): Promise<readonly FoundTrace[]> {
  if (from === undefined || from.carried.length === 0) return [];
  const traces = from.carried.map(([traceId, seenUs]) => ({ traceId, seenUs }));
  return matchesAmong(await possibleAmong(traces, judgement, ask), judgement, bank, ask);
}

const isoOf = (timeUs: number): string => new Date(timeUs / 1000).toISOString();
