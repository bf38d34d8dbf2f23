import { type DuckDBResult, DuckDBTypeId, JSDuckDBValueConverter } from '@duckdb/node-api';
import { ChunkColumns } from './resultColumns.ts';

/** A row of a small result by column name, its values as JavaScript has them; NULL is `null`. */
export type Row = Readonly<Record<string, unknown>>;

export async function rowsOfResult(result: DuckDBResult): Promise<Row[]> {
  const names = result.columnNames();
  const rows: Row[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    const columns = names.map((_, index) =>
      result.columnTypeId(index) === DuckDBTypeId.VARCHAR
        ? new ChunkColumns(chunk).nullableTexts(index)
        : chunk.convertColumnValues(index, JSDuckDBValueConverter),
    );
    for (let row = 0; row < chunk.rowCount; row++) {
      rows.push(Object.fromEntries(names.map((name, index) => [name, columns[index]?.[row]])));
    }
  }
  return rows;
}
