import type { DuckDBConnection } from '@duckdb/node-api';
import { traceIdFromHalves, traceIdToHalves } from '../../../shared/span/ids.ts';
import { MOST_LINKED_FROM } from '../makeSummary.ts';
import { rowsOf } from './engine.ts';
import type { SliceList } from './sliceList.ts';
import { Params } from './sql.ts';

/** For each of the traces that span links of other traces point at: those traces' ids. */
export async function findInboundLinks(
  connection: DuckDBConnection,
  slices: SliceList,
  traces: readonly { readonly traceId: string }[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const linked = new Map<string, string[]>();
  for (const slice of slices.all) {
    const halves = traces
      .filter(({ traceId }) => slice.linkTargets.mayHold(traceId))
      .map(({ traceId }) => traceIdToHalves(traceId));
    if (halves.length === 0) continue;
    const params = new Params();
    const highs = params.ubigints(halves.map(({ high }) => high));
    const lows = params.ubigints(halves.map(({ low }) => low));
    const text = `SELECT l.target_hi, l.target_lo, t.trace_hi, t.trace_lo
      FROM trace_{n} t
      JOIN (SELECT DISTINCT l.target_hi, l.target_lo, l.tno FROM link_{n} l
          JOIN (SELECT unnest(${highs}) AS hi, unnest(${lows}) AS lo) w
            ON l.target_lo = w.lo AND l.target_hi = w.hi) l
        ON l.tno = t.tno`;
    for (const row of await rowsOf(connection, { text: slice.sql(text), params })) {
      const target = traceIdOf(row.target_hi, row.target_lo);
      const from = traceIdOf(row.trace_hi, row.trace_lo);
      const known = linked.get(target);
      if (from === target) continue;
      if (known === undefined) linked.set(target, [from]);
      else if (known.length < MOST_LINKED_FROM) known.push(from);
    }
  }
  return linked;
}

const traceIdOf = (high: unknown, low: unknown): string =>
  traceIdFromHalves({ high: BigInt(String(high)), low: BigInt(String(low)) });
