import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './engine.ts';

/** Bytes of blocks in use, as of the last checkpoint; the file may be larger and is filled again. */
export async function readUsedBytes(connection: DuckDBConnection): Promise<number> {
  const [row] = await rowsOf(connection, {
    text: 'SELECT block_size * used_blocks AS used FROM pragma_database_size()',
  });
  return Number(row?.used ?? 0);
}
