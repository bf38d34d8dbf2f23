import type { BreakdownAnswer, BreakdownSort } from '../../../shared/api/answers.ts';
import type { BreakdownRequest } from '../traceStore.ts';
import type { TraceFigures } from './histogramOf.ts';
import { percentilesOf } from './percentiles.ts';
import { TextRoom } from './textRoom.ts';
import { byText } from './valueCounts.ts';

type BreakdownRow = BreakdownAnswer['rows'][number];

/**
 * Gathers traces by their values in a field; holds a few numbers of each, no trace. Values there
 * is no room for are left out.
 */
export class Breakdown {
  readonly #tallies = new Map<string, Tally>();
  readonly #room = new TextRoom();

  get isCut(): boolean {
    return this.#room.isCut;
  }

  /** @param values  the distinct ones of the trace in the field */
  add(trace: TraceFigures, values: Iterable<string>): void {
    for (const value of values) {
      const known = this.#tallies.get(value);
      if (known !== undefined) addTrace(known, trace);
      else if (this.#room.takes(value)) this.#tallies.set(value, tallyOf(trace));
    }
  }

  rows({ sort, limit }: Pick<BreakdownRequest, 'sort' | 'limit'>): readonly BreakdownRow[] {
    return Array.from(this.#tallies, ([value, tally]) => rowOf(value, tally))
      .sort(ORDERS[sort])
      .slice(0, limit);
  }
}

interface Tally {
  errorCount: number;
  findings: number;
  firstSeenUs: number;
  lastSeenUs: number;
  readonly durationsUs: number[];
}

type Order = (a: BreakdownRow, b: BreakdownRow) => number;

const byValue: Order = (a, b) => byText(a.value, b.value);

const ORDERS: Readonly<Record<BreakdownSort, Order>> = {
  '-count': (a, b) => b.count - a.count || byValue(a, b),
  '-errorCount': (a, b) => b.errorCount - a.errorCount || b.count - a.count || byValue(a, b),
  '-p95': (a, b) => b.p95Us - a.p95Us || byValue(a, b),
  '-lastSeen': (a, b) => b.lastSeenUs - a.lastSeenUs || byValue(a, b),
  value: byValue,
};

function tallyOf(trace: TraceFigures): Tally {
  const tally = {
    errorCount: 0,
    findings: 0,
    firstSeenUs: trace.startUs,
    lastSeenUs: trace.startUs,
    durationsUs: [],
  };
  addTrace(tally, trace);
  return tally;
}

function addTrace(tally: Tally, { startUs, durationUs, errorCount, findings }: TraceFigures): void {
  if (errorCount > 0) tally.errorCount++;
  if (findings.length > 0) tally.findings++;
  tally.firstSeenUs = Math.min(tally.firstSeenUs, startUs);
  tally.lastSeenUs = Math.max(tally.lastSeenUs, startUs);
  tally.durationsUs.push(durationUs);
}

function rowOf(value: string, { durationsUs, ...figures }: Tally): BreakdownRow {
  return { value, count: durationsUs.length, ...figures, ...percentilesOf(durationsUs) };
}
