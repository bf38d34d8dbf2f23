import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreUnavailable } from '../traceStore.ts';
import { rowsOf } from './engine.ts';
import { createSchema, hasSchema, readMeta, SCHEMA_VERSION, writeMeta } from './schema.ts';
import { PLAIN_TEXT } from './sliceTables.ts';

/**
 * The way from one version of the tables to the next: SQL for each slice, `{n}`
 * standing for its number. The version a step leads to is its place in the list plus two.
 */
const STEPS: readonly (readonly string[])[] = [
  // 1 → 2: names of keys that UTF-8 cannot hold, and how often keys were used.
  [
    "ALTER TABLE key_{n} ADD COLUMN raw VARCHAR DEFAULT ''",
    'CREATE TABLE keyuse_{n} (key UINTEGER, uses UINTEGER)',
    `INSERT INTO keyuse_{n}
      SELECT v.key, CAST(count(*) AS UINTEGER) FROM (
        SELECT val FROM attr_{n} UNION ALL SELECT val FROM fresh_{n}_0 UNION ALL SELECT val FROM fresh_{n}_1
      ) a
      JOIN (SELECT id, id AS val FROM value_{n} UNION ALL SELECT bundle, val FROM member_{n}) m ON m.id = a.val
      JOIN value_{n} v ON v.id = m.val
      GROUP BY v.key`,
  ],
  // 2 → 3: texts of values and labels are stored as they are.
  [
    ...rebuild(
      'value_{n}',
      `(id UINTEGER, key UINTEGER, type UTINYINT, txt ${PLAIN_TEXT}, num DOUBLE, raw VARCHAR)`,
    ),
    ...rebuild('label_{n}', `(id UINTEGER, field UTINYINT, txt ${PLAIN_TEXT})`),
  ],
];

/** A table's rows in a table that differs only in how they are stored. */
function rebuild(table: string, columns: string): readonly string[] {
  return [
    `ALTER TABLE ${table} RENAME TO ${table}_before`,
    `CREATE TABLE ${table} ${columns}`,
    `INSERT INTO ${table} SELECT * FROM ${table}_before`,
    `DROP TABLE ${table}_before`,
  ];
}

/** Makes the tables of an empty file, or brings those of an older version up to this one. */
export async function migrate(connection: DuckDBConnection): Promise<void> {
  if (!(await hasSchema(connection))) return createSchema(connection);
  const version = Number(await readMeta(connection, 'schema'));
  if (version > SCHEMA_VERSION) {
    throw new StoreUnavailable(
      `The store was written by a newer version (schema ${version}, this one knows ${SCHEMA_VERSION}). Start that one, or name another data directory: --data-dir /path`,
    );
  }
  for (let from = version; from < SCHEMA_VERSION; from++) await runStep(connection, from);
}

/** One step, all of it or nothing. */
async function runStep(connection: DuckDBConnection, from: number): Promise<void> {
  const slices = await rowsOf(connection, { text: 'SELECT slice FROM slice ORDER BY slice' });
  await connection.run('BEGIN');
  for (const { slice } of slices) {
    for (const sql of STEPS[from - 1] ?? []) {
      await connection.run(sql.replaceAll('{n}', String(Number(slice))));
    }
  }
  await writeMeta(connection, 'schema', String(from + 1));
  await connection.run('COMMIT');
}
