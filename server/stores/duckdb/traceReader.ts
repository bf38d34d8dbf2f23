import type { DuckDBConnection } from '@duckdb/node-api';
import type { SpanLayout } from '../../../shared/columns/spanLayout.ts';
import { spanIdToBigInt, traceIdToHalves } from '../../../shared/span/ids.ts';
import type { Span } from '../../../shared/span/span.ts';
import { rowsOf, run } from './engine.ts';
import { LayoutBuilder } from './layoutBuilder.ts';
import { ChunkColumns } from './resultColumns.ts';
import type { Slice } from './slice.ts';
import type { SliceList } from './sliceList.ts';
import { type ReadSpan, readSpans } from './spanReader.ts';
import { Params } from './sql.ts';
import { ValueReader } from './valueReader.ts';

/** Where a trace is stored. */
export interface StoredTrace {
  readonly traceId: string;
  readonly slice: Slice;
  readonly tno: number;
}

const SPANS_A_BATCH = 8_192;

export async function findTrace(
  connection: DuckDBConnection,
  slices: SliceList,
  traceId: string,
): Promise<StoredTrace | undefined> {
  const { high, low } = traceIdToHalves(traceId);
  for (const slice of slices.mayHold(traceId)) {
    const params = new Params();
    const text = `SELECT tno FROM trace_{n} WHERE trace_lo = ${params.ubigint(low)} AND trace_hi = ${params.ubigint(high)}`;
    const [row] = await rowsOf(connection, { text: slice.sql(text), params });
    if (row !== undefined) return { traceId, slice, tno: Number(row.tno) };
  }
  return undefined;
}

/** The trace's spans in order of arrival, some thousand at a time; `next` answers `undefined` at the end. */
export function readTraceSpans(trace: StoredTrace) {
  const values = new ValueReader(trace.slice);
  let from = 0;
  return {
    async next(connection: DuckDBConnection): Promise<readonly Span[] | undefined> {
      const params = new Params();
      const text = `tno = ${params.uint(trace.tno)} AND sno >= ${params.uint(from)}
        AND sno < ${params.uint(from + SPANS_A_BATCH)}`;
      from += SPANS_A_BATCH;
      const where = { text, params };
      const read = await readSpans(connection, trace.slice, where, values, () => trace.traceId);
      return read.length === 0 ? undefined : inOrder(read);
    },
  };
}

/** The trace's spans with this id, in order of arrival. */
export async function readSpansById(
  connection: DuckDBConnection,
  trace: StoredTrace,
  spanId: string,
): Promise<readonly Span[]> {
  const params = new Params();
  const text = `tno = ${params.uint(trace.tno)} AND span_id = ${params.ubigint(spanIdToBigInt(spanId))}`;
  const values = new ValueReader(trace.slice);
  const read = await readSpans(
    connection,
    trace.slice,
    { text, params },
    values,
    () => trace.traceId,
  );
  return inOrder(read);
}

function inOrder(read: readonly ReadSpan[]): readonly Span[] {
  return read.toSorted((a, b) => a.sno - b.sno).map(({ span }) => span);
}

/** The trace's spans as columns, in order of arrival; touches no attribute. */
export async function readTraceLayout(
  connection: DuckDBConnection,
  { slice, tno }: StoredTrace,
): Promise<SpanLayout> {
  const params = new Params();
  const text = `SELECT sno, span_id, parent_id, start_us, duration_us, resource, operation, kind,
      status, evidence, events
    FROM span_{n} WHERE tno = ${params.uint(tno)}`;
  const result = await run(connection, { text: slice.sql(text), params });
  const chunks = (await result.fetchAllChunks()).map((chunk) => new ChunkColumns(chunk));
  const layout = new LayoutBuilder(chunks);
  await layout.loadTexts(connection, slice);
  return layout.build();
}
