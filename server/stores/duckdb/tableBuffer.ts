import type { DuckDBType } from '@duckdb/node-api';
import type { ColumnBuffer, MovableColumn, PackedColumn } from './columnBuffers.ts';

const FIRST_CAPACITY = 256;

type ColumnsOf<Column> = Readonly<Record<string, Column>>;

/** Rows on their way into one table, as columns. */
export class TableBuffer<Columns extends ColumnsOf<ColumnBuffer>> {
  /** In the order of the table's columns. */
  readonly columns: Columns;
  /** Those of the table's columns, kept by what appends the rows. */
  types: readonly DuckDBType[] | undefined;
  #capacity = 0;
  #rowCount = 0;

  constructor(columns: Columns) {
    this.columns = columns;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** The number of a new row; every column of it must be set. */
  addRow(): number {
    if (this.#rowCount === this.#capacity) {
      this.#capacity = Math.max(FIRST_CAPACITY, 2 * this.#capacity);
      for (const column of Object.values(this.columns)) column.grow(this.#capacity);
    }
    return this.#rowCount++;
  }

  clear(): void {
    this.#rowCount = 0;
    for (const column of Object.values(this.columns)) column.clear();
  }

  /** Takes the rows of another thread in place of its own. */
  unpack(this: TableBuffer<ColumnsOf<MovableColumn>>, packed: PackedRows): void {
    this.#rowCount = packed.rowCount;
    this.#capacity = packed.rowCount;
    for (const [name, column] of Object.entries(this.columns)) {
      column.unpack(packed.columns[name] ?? {});
    }
  }
}

/** Rows in a form that a message between threads can hold. */
export interface PackedRows {
  readonly rowCount: number;
  readonly columns: ColumnsOf<PackedColumn>;
}

export function packRows({ columns, rowCount }: TableBuffer<ColumnsOf<MovableColumn>>): PackedRows {
  const packed: Record<string, PackedColumn> = {};
  for (const [name, column] of Object.entries(columns)) packed[name] = column.pack(rowCount);
  return { rowCount, columns: packed };
}
