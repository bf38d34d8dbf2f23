import type { TimeRange } from '../../traceStore.ts';
import { IndicesMemory } from '../discovery/indicesMemory.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { type CountedDriver, type Driver, driverKey, driversOf, isPlain } from './driver.ts';
import { type FirstSpans, firstSpans } from './firstSpans.ts';
import type { TraceFormula } from './traceFormula.ts';

/** A driver of whose spans some may have been met already, and then need not be asked for again. */
export interface MetDriver extends CountedDriver {
  readonly first?: FirstSpans;
}

/** Of longer questions the conditions are counted, which brings no spans. */
const MOST_CONDITIONS = 4;

/** Drivers that had too many; where they have few they are counted, which takes a little longer. */
const withMany = new IndicesMemory();

/**
 * The rarest of the conditions with all its spans, newest first, where it has few: asking for
 * them takes the engine hardly longer than counting them, and one round trip less. `undefined`
 * where there is none.
 */
export async function rareDriver(
  formula: TraceFormula,
  range: TimeRange,
  ask: SpanAsk,
): Promise<MetDriver | undefined> {
  const drivers = driversOf(formula);
  const isAlone = drivers.length === 1;
  const isTried = (each: Driver) =>
    (isAlone || isPlain(each)) && !withMany.has(ask.indices, driverKey(each));
  const tried = drivers.filter(isTried);
  if (tried.length > MOST_CONDITIONS) return undefined;
  const bounds = { fromUs: range.fromUs, untilUs: range.toUs - 1, direction: 'newest' } as const;
  const met = await Promise.all(
    tried.map(async (driver) => {
      const first = await firstSpans(driver, bounds, ask);
      // Nobody knows how many there are: another one may be rarer.
      if (first?.isPartial) return undefined;
      if (first !== undefined && first.reachedUs === undefined) {
        return { driver, place: drivers.indexOf(driver), spanCount: first.spanCount, first };
      }
      withMany.add(ask.indices, driverKey(driver));
      return undefined;
    }),
  );
  return met.flatMap((each) => each ?? []).sort((a, b) => a.spanCount - b.spanCount)[0];
}
