import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBuffer } from './columnBuffers.ts';

const CHUNK_ROWS = 2048;
const FIRST_CAPACITY = 256;

/** Rows on their way into one table: columns filled in JavaScript, appended chunk by chunk. */
export class TableBuffer<Columns extends Readonly<Record<string, ColumnBuffer>>> {
  /** In the order of the table's columns. */
  readonly columns: Columns;
  readonly #all: readonly ColumnBuffer[];
  #capacity = 0;
  #rowCount = 0;
  #types: readonly DuckDBType[] | undefined;

  constructor(columns: Columns) {
    this.columns = columns;
    this.#all = Object.values(columns);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** The number of a new row; every column of it must be set. */
  addRow(): number {
    if (this.#rowCount === this.#capacity) {
      this.#capacity = Math.max(FIRST_CAPACITY, 2 * this.#capacity);
      for (const column of this.#all) column.grow(this.#capacity);
    }
    return this.#rowCount++;
  }

  /** Appends the rows to the table within the connection's transaction, and forgets them. */
  async appendTo(connection: DuckDBConnection, table: string): Promise<void> {
    if (this.#rowCount === 0) return;
    const appender = await connection.createAppender(table);
    this.#types ??= this.#all.map((_, index) => appender.columnType(index));
    const chunk = DuckDBDataChunk.create(this.#types);
    for (let start = 0; start < this.#rowCount; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, this.#rowCount - start);
      chunk.reset();
      chunk.rowCount = count;
      this.#all.forEach((column, index) => {
        column.copyTo(duckdb.data_chunk_get_vector(chunk.chunk, index), start, count);
      });
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    this.clear();
  }

  clear(): void {
    this.#rowCount = 0;
    for (const column of this.#all) column.clear();
  }
}
