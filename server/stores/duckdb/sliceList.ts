import type { DuckDBConnection } from '@duckdb/node-api';
import { spanIdFromBigInt } from '../../../shared/span/ids.ts';
import type { LastIds } from './dictionary.ts';
import { rowsOf, run } from './engine.ts';
import { ChunkColumns } from './resultColumns.ts';
import { readMeta } from './schema.ts';
import { emptyStats, Slice, type SliceStats } from './slice.ts';
import { SLICE_DDL, SLICE_TABLES } from './sliceTables.ts';
import { Params } from './sql.ts';
import type { TraceFilter } from './traceFilter.ts';

/** Name of the entry that says that not all spans are the demo's. */
export const REAL_SPANS = 'real-spans';

/** The slices of the store, oldest first. */
export class SliceList {
  #slices: Slice[] = [];
  /** The highest slice number given away: what is kept in memory is kept under it. */
  #lastId = 0;
  /** The highest trace number given away. */
  lastTno = 0;
  /** Spans came in that are not the demo's. */
  holdsRealSpans = false;

  get all(): readonly Slice[] {
    return this.#slices;
  }

  /** The slice that takes new traces. */
  get current(): Slice | undefined {
    return this.#slices.at(-1);
  }

  /** Slices with traces that may have started in the range, oldest first. */
  within(fromUs: number, toUs: number): readonly Slice[] {
    return this.#slices.filter(
      ({ stats }) => stats.firstStartUs < toUs && stats.lastStartUs >= fromUs,
    );
  }

  /** Slices that may hold the trace, newest first. */
  mayHold(traceId: string): readonly Slice[] {
    return this.#slices.filter((slice) => slice.filter.mayHold(traceId)).reverse();
  }

  /** Reads the slices of a store that was opened, and what they hold. */
  async load(connection: DuckDBConnection): Promise<void> {
    const rows = await rowsOf(connection, {
      text: 'SELECT slice, first_tno, opened_us FROM slice ORDER BY slice',
    });
    this.#slices = [];
    this.lastTno = 0;
    this.holdsRealSpans = (await readMeta(connection, REAL_SPANS)) !== undefined;
    for (const row of rows) {
      const slice = new Slice(Number(row.slice), Number(row.opened_us), Number(row.first_tno));
      this.#lastId = Math.max(this.#lastId, slice.id);
      Object.assign(slice.stats, await readStats(connection, slice));
      this.lastTno = Math.max(
        this.lastTno,
        slice.firstTno - 1,
        await loadTraces(connection, slice),
      );
      this.#slices.push(slice);
    }
  }

  /** Adds a slice within the connection's transaction; call `add` once it is committed. */
  async create(connection: DuckDBConnection, nowUs: number): Promise<Slice> {
    const slice = new Slice(++this.#lastId, nowUs, this.lastTno + 1);
    for (const ddl of SLICE_DDL) await connection.run(slice.sql(ddl));
    const params = new Params();
    const values = [params.uint(slice.id), params.uint(slice.firstTno), params.bigint(nowUs)];
    await run(connection, { text: `INSERT INTO slice VALUES (${values.join(', ')})`, params });
    return slice;
  }

  add(slice: Slice): void {
    this.#slices.push(slice);
  }

  /** Drops a slice's tables within the connection's transaction; call `remove` once it is committed. */
  async drop(connection: DuckDBConnection, slice: Slice): Promise<void> {
    for (const table of SLICE_TABLES) await connection.run(slice.sql(`DROP TABLE ${table}`));
    const params = new Params();
    const text = `DELETE FROM slice WHERE slice = ${params.uint(slice.id)}`;
    await run(connection, { text, params });
  }

  remove(slice: Slice): void {
    this.#slices = this.#slices.filter((other) => other !== slice);
  }
}

/** The highest ids in use, for a writer that goes on where another one stopped. */
export async function readLastIds(connection: DuckDBConnection, slice: Slice): Promise<LastIds> {
  const text = `SELECT
    (SELECT max(id) FROM key_{n}) AS key,
    greatest((SELECT coalesce(max(id), 0) FROM value_{n}), (SELECT coalesce(max(id), 0) FROM bundle_{n})) AS val,
    greatest((SELECT coalesce(max(id), 0) FROM label_{n}), (SELECT coalesce(max(id), 0) FROM labelset_{n})) AS label`;
  const [row] = await rowsOf(connection, { text: slice.sql(text) });
  return {
    key: Number(row?.key ?? 0),
    value: Number(row?.val ?? 0),
    label: Number(row?.label ?? 0),
  };
}

async function readStats(connection: DuckDBConnection, slice: Slice): Promise<SliceStats> {
  const text = `SELECT
    (SELECT count(*) FROM span_{n}) AS spans, (SELECT count(*) FROM trace_{n}) AS traces,
    min(start_us) AS first_start, max(start_us) AS last_start, max(arrived_us) AS last_arrived
    FROM summary_{n}`;
  const [row] = await rowsOf(connection, { text: slice.sql(text) });
  const empty = emptyStats();
  return {
    spanCount: Number(row?.spans ?? 0),
    traceCount: Number(row?.traces ?? 0),
    firstStartUs: Number(row?.first_start ?? empty.firstStartUs),
    lastStartUs: Number(row?.last_start ?? empty.lastStartUs),
    lastArrivedUs: Number(row?.last_arrived ?? empty.lastArrivedUs),
  };
}

/** Fills the slice's filters. @returns the highest trace number */
async function loadTraces(connection: DuckDBConnection, slice: Slice): Promise<number> {
  const traces = slice.sql('SELECT tno, trace_hi, trace_lo FROM trace_{n}');
  const targets = slice.sql('SELECT tno, target_hi, target_lo FROM link_{n}');
  const lastTno = await loadFilter(connection, traces, slice.filter);
  await loadFilter(connection, targets, slice.linkTargets);
  return lastTno;
}

/** Fills a filter with rows of number, high and low half. @returns the highest number */
async function loadFilter(
  connection: DuckDBConnection,
  sql: string,
  filter: TraceFilter,
): Promise<number> {
  const result = await connection.stream(sql);
  let lastTno = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return lastTno;
    const columns = new ChunkColumns(chunk);
    const highs = columns.bigUint64(1);
    const lows = columns.bigUint64(2);
    columns.uint32(0).forEach((tno, row) => {
      if (tno > lastTno) lastTno = tno;
      filter.add(spanIdFromBigInt(highs[row] ?? 0n) + spanIdFromBigInt(lows[row] ?? 0n));
    });
  }
}
