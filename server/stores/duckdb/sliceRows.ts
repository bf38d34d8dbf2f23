import type { DuckDBConnection } from '@duckdb/node-api';
import { appendRows } from './appendRows.ts';
import type { Slice } from './slice.ts';
import type { SummaryBuffer } from './sliceTables.ts';

export interface RowCounts {
  readonly spans: number;
  readonly traces: number;
}

/** Appends the buffered rows of spans, within the connection's transaction. */
export async function appendSpanRows(
  connection: DuckDBConnection,
  slice: Slice,
): Promise<RowCounts> {
  const { writing } = slice;
  if (writing === undefined)
    throw new Error('rows of a slice were forgotten before they were stored');
  const { trace, span, fresh, link } = writing.buffers;
  const counts = { spans: span.rowCount, traces: trace.rowCount };
  await appendDictionaryRows(connection, slice);
  await appendRows(connection, slice.sql('trace_{n}'), trace);
  await appendRows(connection, slice.sql('span_{n}'), span);
  await appendRows(connection, slice.sql(`fresh_{n}_${slice.freshTable}`), fresh);
  await appendRows(connection, slice.sql('link_{n}'), link);
  return counts;
}

/** Appends summaries, within the connection's transaction. */
export async function appendSummaryRows(
  connection: DuckDBConnection,
  slice: Slice,
  rows: SummaryBuffer,
): Promise<void> {
  await appendDictionaryRows(connection, slice);
  await appendRows(connection, slice.sql('summary_{n}'), rows);
}

/** What rows refer to must be there with them. */
export async function appendDictionaryRows(
  connection: DuckDBConnection,
  slice: Slice,
): Promise<void> {
  const { writing } = slice;
  if (writing === undefined) return;
  const { key, keyuse, value, bundle, member, label, labelset } = writing.buffers;
  await appendRows(connection, slice.sql('key_{n}'), key);
  await appendRows(connection, slice.sql('keyuse_{n}'), keyuse);
  await appendRows(connection, slice.sql('value_{n}'), value);
  await appendRows(connection, slice.sql('bundle_{n}'), bundle);
  await appendRows(connection, slice.sql('member_{n}'), member);
  await appendRows(connection, slice.sql('label_{n}'), label);
  await appendRows(connection, slice.sql('labelset_{n}'), labelset);
}

export function noteRows(slice: Slice, counts: RowCounts): void {
  slice.stats.spanCount += counts.spans;
  slice.stats.traceCount += counts.traces;
  slice.freshSpanCount += counts.spans;
}
