import { traceIdFromHalves } from '../../../shared/span/ids.ts';
import { RULES_VERSION } from '../../../shared/summary/traceSummary.ts';
import { rowsOf } from './engine.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { Params } from './sql.ts';
import { findTraces } from './traceLookup.ts';
import { isTaken } from './tracker.ts';

const TRACES_A_SWEEP = 2_000;
/** While so many traces wait for a summary, no more are looked for; a full load has half of them waiting. */
const BUSY_TRACES = 50_000;

/**
 * Looks for stored traces whose summary must be made again though no span came:
 * those that have settled meanwhile, those made by older rules, and, once after
 * opening, those that a killed process left without a summary.
 */
export class Sweeper {
  readonly #parts: SessionParts;
  /** Slices that were there when the store was opened and may hold spans that no summary knows of. */
  readonly #unaccounted: Set<Slice>;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#unaccounted = new Set(parts.slices.all);
  }

  /** @returns whether there may be more to find at once */
  async sweep(): Promise<boolean> {
    const { slices, tracker } = this.#parts;
    let isMore = false;
    for (const slice of slices.all) {
      if (tracker.dirtyCount > BUSY_TRACES) return false;
      if (await this.#sweepSlice(slice)) isMore = true;
    }
    return isMore;
  }

  async #sweepSlice(slice: Slice): Promise<boolean> {
    const params = new Params();
    const nowUs = params.bigint(this.#parts.clock.nowUs());
    const outdated = `SELECT trace_hi, trace_lo FROM summary_{n}
      WHERE settle_us <= ${nowUs} OR rules <> ${RULES_VERSION} LIMIT ${TRACES_A_SWEEP}`;
    const swept = await this.#markDirty(slice, { text: slice.sql(outdated), params });
    if (!this.#unaccounted.has(slice)) return !swept.isAll;
    // Spans that arrived since then are in the counts and in no summary yet: they are dirty already.
    const unaccounted = await this.#markDirty(slice, { text: slice.sql(UNSUMMARISED) });
    if (unaccounted.isAll) this.#unaccounted.delete(slice);
    // It counts the spans of a whole slice: not again while all that it finds is being summarised.
    return !swept.isAll || (!unaccounted.isAll && unaccounted.isAnyNew);
  }

  async #markDirty(
    slice: Slice,
    sql: { readonly text: string; readonly params?: Params },
  ): Promise<Swept> {
    const { upkeepConnection, tracker, lane, slices } = this.#parts;
    const rows = await rowsOf(upkeepConnection, sql);
    const traceIds = rows.map((row) =>
      traceIdFromHalves({
        high: BigInt(String(row.trace_hi)),
        low: BigInt(String(row.trace_lo)),
      }),
    );
    const isAll = traceIds.length < TRACES_A_SWEEP;
    let isAnyNew = false;
    if (traceIds.length === 0) return { isAll, isAnyNew };
    await lane.run(async () => {
      const unknown = new Set(traceIds.filter((traceId) => tracker.find(traceId) === undefined));
      for (const state of await findTraces(upkeepConnection, slices, unknown)) tracker.add(state);
      for (const traceId of traceIds) {
        const state = tracker.find(traceId);
        if (state?.slice !== slice || isTaken(state)) continue;
        isAnyNew ||= state.dirtySinceMs === undefined;
        // Long dirty: no more spans are awaited before it is summarised.
        tracker.markDirty(state, Number.NEGATIVE_INFINITY);
      }
    });
    return { isAll, isAnyNew };
  }
}

interface Swept {
  /** The statement found fewer than it may. */
  readonly isAll: boolean;
  /** Something was found that did not wait for a summary yet. */
  readonly isAnyNew: boolean;
}

const UNSUMMARISED = `SELECT t.trace_hi, t.trace_lo FROM trace_{n} t
  JOIN (SELECT tno, count(*) AS spans FROM span_{n} GROUP BY tno) c ON c.tno = t.tno
  LEFT JOIN summary_{n} s ON s.tno = t.tno
  WHERE s.tno IS NULL OR s.spans <> c.spans LIMIT ${TRACES_A_SWEEP}`;
