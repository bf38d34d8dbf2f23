import type { DuckDBConnection } from '@duckdb/node-api';
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
  if (writing === undefined) return { spans: 0, traces: 0 };
  const { trace, span, fresh, link } = writing.buffers;
  const counts = { spans: span.rowCount, traces: trace.rowCount };
  await appendDictionaryRows(connection, slice);
  await trace.appendTo(connection, slice.sql('trace_{n}'));
  await span.appendTo(connection, slice.sql('span_{n}'));
  await fresh.appendTo(connection, slice.sql(`fresh_{n}_${slice.freshTable}`));
  await link.appendTo(connection, slice.sql('link_{n}'));
  return counts;
}

/** Appends summaries, within the connection's transaction. */
export async function appendSummaryRows(
  connection: DuckDBConnection,
  slice: Slice,
  rows: SummaryBuffer,
): Promise<void> {
  await appendDictionaryRows(connection, slice);
  await rows.appendTo(connection, slice.sql('summary_{n}'));
}

/** What rows refer to must be there with them. */
export async function appendDictionaryRows(
  connection: DuckDBConnection,
  slice: Slice,
): Promise<void> {
  const { writing } = slice;
  if (writing === undefined) return;
  const { key, keyuse, value, bundle, member, label, labelset } = writing.buffers;
  await key.appendTo(connection, slice.sql('key_{n}'));
  await keyuse.appendTo(connection, slice.sql('keyuse_{n}'));
  await value.appendTo(connection, slice.sql('value_{n}'));
  await bundle.appendTo(connection, slice.sql('bundle_{n}'));
  await member.appendTo(connection, slice.sql('member_{n}'));
  await label.appendTo(connection, slice.sql('label_{n}'));
  await labelset.appendTo(connection, slice.sql('labelset_{n}'));
}

export function noteRows(slice: Slice, counts: RowCounts): void {
  slice.stats.spanCount += counts.spans;
  slice.stats.traceCount += counts.traces;
  slice.freshSpanCount += counts.spans;
}
