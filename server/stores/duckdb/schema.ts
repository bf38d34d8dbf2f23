import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf, run } from './engine.ts';
import { Params } from './sql.ts';

/** Raised whenever the tables change; `migrations.ts` has the way from each older one. */
export const SCHEMA_VERSION = 3;

const STORE_DDL: readonly string[] = [
  'CREATE TABLE meta (name VARCHAR, value VARCHAR)',
  'CREATE TABLE slice (slice UINTEGER, first_tno UINTEGER, opened_us BIGINT)',
];

/** Makes the store's tables in an empty file. */
export async function createSchema(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  for (const ddl of STORE_DDL) await connection.run(ddl);
  await writeMeta(connection, 'schema', String(SCHEMA_VERSION));
  await connection.run('COMMIT');
}

export async function hasSchema(connection: DuckDBConnection): Promise<boolean> {
  const rows = await rowsOf(connection, {
    text: "SELECT 1 FROM duckdb_tables() WHERE table_name = 'meta'",
  });
  return rows.length > 0;
}

export async function readMeta(
  connection: DuckDBConnection,
  name: string,
): Promise<string | undefined> {
  const params = new Params();
  const text = `SELECT value FROM meta WHERE name = ${params.text(name)}`;
  const [row] = await rowsOf(connection, { text, params });
  return row === undefined ? undefined : String(row.value);
}

/** Replaces one entry, within the connection's transaction if there is one. */
export async function writeMeta(
  connection: DuckDBConnection,
  name: string,
  value: string,
): Promise<void> {
  await deleteMeta(connection, name);
  const params = new Params();
  const text = `INSERT INTO meta VALUES (${params.text(name)}, ${params.text(value)})`;
  await run(connection, { text, params });
}

export async function deleteMeta(connection: DuckDBConnection, name: string): Promise<void> {
  const params = new Params();
  await run(connection, { text: `DELETE FROM meta WHERE name = ${params.text(name)}`, params });
}
