import { type DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBuffer } from './columnBuffers.ts';
import type { TableBuffer } from './tableBuffer.ts';
import { VectorWriter } from './vectorWriter.ts';

const CHUNK_ROWS = 2048;

/** Appends the rows to the table chunk by chunk, within the connection's transaction, and forgets them. */
export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  rows: TableBuffer<Readonly<Record<string, ColumnBuffer>>>,
): Promise<void> {
  if (rows.rowCount === 0) return;
  const columns = Object.values(rows.columns);
  const appender = await connection.createAppender(table);
  rows.types ??= columns.map((_, index) => appender.columnType(index));
  const chunk = DuckDBDataChunk.create(rows.types);
  for (let start = 0; start < rows.rowCount; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows.rowCount - start);
    chunk.reset();
    chunk.rowCount = count;
    columns.forEach((column, index) => {
      const vector = new VectorWriter(duckdb.data_chunk_get_vector(chunk.chunk, index));
      column.copyTo(vector, start, count);
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  rows.clear();
}
