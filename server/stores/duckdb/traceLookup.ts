import type { DuckDBConnection } from '@duckdb/node-api';
import { traceIdFromHalves, traceIdToHalves } from '../../../shared/span/ids.ts';
import { rowsOf } from './engine.ts';
import type { Slice } from './slice.ts';
import type { SliceList } from './sliceList.ts';
import { Params } from './sql.ts';
import type { TraceState } from './tracker.ts';

/** False when no span of the trace is stored for sure. */
export const mayBeStored = ({ all }: SliceList, traceId: string): boolean =>
  all.some(({ filter }) => filter.mayHold(traceId));

/** Those of the traces that are stored, as they stand in the tables. */
export async function findTraces(
  connection: DuckDBConnection,
  slices: SliceList,
  traceIds: ReadonlySet<string>,
): Promise<TraceState[]> {
  const bySlice = new Map<Slice, string[]>();
  for (const traceId of traceIds) {
    for (const slice of slices.all) {
      if (!slice.filter.mayHold(traceId)) continue;
      const candidates = bySlice.get(slice);
      if (candidates === undefined) bySlice.set(slice, [traceId]);
      else candidates.push(traceId);
    }
  }
  const found: TraceState[] = [];
  for (const [slice, candidates] of bySlice) {
    for (const state of await findIn(connection, slice, candidates)) found.push(state);
  }
  return found;
}

async function findIn(
  connection: DuckDBConnection,
  slice: Slice,
  traceIds: readonly string[],
): Promise<TraceState[]> {
  const params = new Params();
  const halves = traceIds.map(traceIdToHalves);
  const highs = params.ubigints(halves.map(({ high }) => high));
  const lows = params.ubigints(halves.map(({ low }) => low));
  const text = `WITH t AS MATERIALIZED (
      SELECT t.tno, t.trace_hi, t.trace_lo FROM trace_{n} t
      JOIN (SELECT unnest(${highs}) AS hi, unnest(${lows}) AS lo) w
        ON t.trace_lo = w.lo AND t.trace_hi = w.hi)
    SELECT t.tno, t.trace_hi, t.trace_lo, s.last_sno, y.arrived_us
    FROM t
    LEFT JOIN (SELECT tno, max(sno) AS last_sno FROM span_{n}
      WHERE tno IN (SELECT tno FROM t) GROUP BY tno) s ON s.tno = t.tno
    LEFT JOIN (SELECT tno, arrived_us FROM summary_{n}
      WHERE tno IN (SELECT tno FROM t)) y ON y.tno = t.tno`;
  const rows = await rowsOf(connection, { text: slice.sql(text), params });
  return rows.map((row) => stateOf(slice, row));
}

function stateOf(slice: Slice, row: Readonly<Record<string, unknown>>): TraceState {
  const lastSno = row.last_sno;
  return {
    traceId: traceIdFromHalves({
      high: BigInt(String(row.trace_hi)),
      low: BigInt(String(row.trace_lo)),
    }),
    tno: Number(row.tno),
    slice,
    spanCount: lastSno === null ? 0 : Number(lastSno) + 1,
    lastArrivedUs: Number(row.arrived_us ?? Number.NEGATIVE_INFINITY),
    hasSummary: true,
    held: undefined,
    linkedFrom: undefined,
    dirtySinceMs: undefined,
    notBeforeMs: 0,
  };
}
