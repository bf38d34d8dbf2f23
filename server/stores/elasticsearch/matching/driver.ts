import type { TimeRange } from '../../traceStore.ts';
import { startedIn } from '../compile/timeRange.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch, JsonBody } from '../engine/engineCall.ts';
import { writeJson } from '../engine/json.ts';
import type { Leaf, TraceFormula } from './traceFormula.ts';

/** Spans of which every matching trace has at least one: their traces are the candidates. */
export interface Driver {
  /** Absent: every span. */
  readonly dsl?: JsonBody;
  /** Parts of the query that hold on every trace with such a span, so need not be asked again. */
  readonly implies: ReadonlySet<TraceFormula>;
  /** The leaf it is made of, whose spans need not be looked for again. */
  readonly leaf?: Leaf;
}

export const EVERY_SPAN: Driver = { implies: new Set() };

/** The same for drivers that ask for the same spans. */
export const driverKey = ({ dsl }: Driver): string => writeJson(dsl ?? {});

/** All their traces are looked at in one go. */
const RARE_SPANS = 10_000;

/** Counting stops here: which of two more frequent ones drives makes little difference. */
const COUNT_UP_TO = 100_000;

/** Asks for spans as they are, not for what a term of the summary has behind it. */
export const isPlain = ({ leaf }: Driver): boolean => leaf?.kind === 'spans';

/** What could drive, in the order of the query; empty when nothing narrows the candidates. */
export function driversOf(formula: TraceFormula): readonly Driver[] {
  const parts = formula.kind === 'and' ? formula.parts.flatMap(conjunctsOf) : [formula];
  return parts.flatMap((part) => driverOf(part) ?? []);
}

function conjunctsOf(formula: TraceFormula): readonly TraceFormula[] {
  return formula.kind === 'and' ? formula.parts.flatMap(conjunctsOf) : [formula];
}

function driverOf(formula: TraceFormula): Driver | undefined {
  switch (formula.kind) {
    case 'spans': {
      const { dsl, reach } = formula.engine;
      return { dsl, implies: new Set(reach === 'exact' ? [formula] : []), leaf: formula };
    }
    case 'summary':
      return formula.hint && { dsl: formula.hint.dsl, implies: new Set(), leaf: formula };
    case 'or': {
      const drivers = formula.parts.map(driverOf);
      const should = drivers.flatMap((driver) => driver?.dsl ?? []);
      if (should.length < drivers.length || should.length === 0) return undefined;
      const isExact = formula.parts.every((part, place) => drivers[place]?.implies.has(part));
      return {
        dsl: { bool: { should, minimum_should_match: 1 } },
        implies: new Set(isExact ? [formula] : []),
      };
    }
    case 'and':
      return formula.parts.map(driverOf).find((driver) => driver !== undefined);
    default:
      return undefined;
  }
}

export interface CountedDriver {
  readonly driver: Driver;
  /** Its place in `driversOf`, which a cursor keeps; -1 for `EVERY_SPAN`. */
  readonly place: number;
  /** Matching spans in the range, counted up to 100,000; absent where nobody counted. */
  readonly spanCount?: number;
}

/**
 * The driver with the fewest spans in the range; one alone is not counted. What is behind a term
 * of the summary is a large question, so it is counted only where the others have many spans.
 */
export async function chooseDriver(
  formula: TraceFormula,
  range: TimeRange,
  ask: SpanAsk,
): Promise<CountedDriver> {
  const drivers = driversOf(formula);
  const [first] = drivers;
  if (first === undefined) return { driver: EVERY_SPAN, place: -1 };
  if (drivers.length === 1) return { driver: first, place: 0 };
  const plain = await rarestOf(drivers.filter(isPlain), range, ask);
  const others = drivers.filter((driver) => !isPlain(driver));
  const isRare = plain !== undefined && plain.spanCount <= RARE_SPANS;
  const other = isRare ? undefined : await rarestOf(others, range, ask);
  const least =
    (other?.spanCount ?? COUNT_UP_TO) < (plain?.spanCount ?? COUNT_UP_TO) ? other : plain;
  const { driver = first, spanCount = COUNT_UP_TO } = least ?? {};
  return { driver, place: drivers.indexOf(driver), spanCount };
}

async function rarestOf(
  drivers: readonly Driver[],
  range: TimeRange,
  ask: SpanAsk,
): Promise<{ readonly driver: Driver; readonly spanCount: number } | undefined> {
  const searches = drivers.map((driver) => countOf(driver, range, ask.indices));
  const answers = await ask.call.searchAll(searches);
  const counted = drivers.map((driver, place) => ({
    driver,
    spanCount: answers[place]?.totalHits?.value ?? COUNT_UP_TO,
  }));
  return counted.sort((a, b) => a.spanCount - b.spanCount)[0];
}

/** The driver a cursor names; `undefined` when the query has no such one. */
export function driverAt(formula: TraceFormula, place: number): Driver | undefined {
  const drivers = driversOf(formula);
  return place === -1 && drivers.length === 0 ? EVERY_SPAN : drivers[place];
}

function countOf(driver: Driver, range: TimeRange, indices: SpanIndices): EngineSearch {
  const filter = [...startedIn(indices.fields, range.fromUs, range.toUs), ...filterOf(driver)];
  return {
    indices: indices.spans,
    body: { size: 0, track_total_hits: COUNT_UP_TO, query: { bool: { filter } } },
  };
}

export function filterOf({ dsl }: Driver): readonly JsonBody[] {
  return dsl === undefined ? [] : [dsl];
}
