import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkpoint } from './checkpoint.ts';
import { makeDataDir, removeDataDir } from './testing/openTestStore.ts';

let dataDir: string;
let instance: DuckDBInstance;
let connection: DuckDBConnection;
let other: DuckDBConnection;

beforeEach(async () => {
  dataDir = await makeDataDir();
  instance = await DuckDBInstance.create(`${dataDir}/some.duckdb`, { checkpoint_threshold: '1TB' });
  connection = await instance.connect();
  other = await instance.connect();
  await connection.run('CREATE TABLE t (i INTEGER)');
  await other.run('BEGIN');
  await other.run('CREATE TABLE u (i INTEGER)');
});
afterEach(async () => {
  instance.closeSync();
  await removeDataDir(dataDir);
});

test('a checkpoint waits for a transaction that made a table', async () => {
  await expect(connection.run('CHECKPOINT')).rejects.toThrow(/Cannot CHECKPOINT/);
  const done = checkpoint(connection, false);
  await other.run('COMMIT');
  await done;
  const [[isEmpty]] = (
    await connection.runAndReadAll("SELECT wal_size = '0 bytes' FROM pragma_database_size()")
  ).getRows() as [[boolean]];
  expect(isEmpty).toBe(true);
});

test('a checkpoint in a hurry leaves row groups as they are, and the next one merges them', async () => {
  await other.run('ROLLBACK');
  const rowGroups = async () => {
    const groups = "SELECT count(DISTINCT row_group_id)::INTEGER FROM pragma_storage_info('t')";
    return (await connection.runAndReadAll(groups)).getRows();
  };
  for (let round = 0; round < 3; round++) {
    await connection.run('INSERT INTO t SELECT range FROM range(1000)');
    await checkpoint(connection, true);
  }
  expect(await rowGroups()).toEqual([[3]]);
  await connection.run('INSERT INTO t SELECT range FROM range(1000)');
  await checkpoint(connection, false);
  expect(await rowGroups()).toEqual([[1]]);
});

test('a checkpoint that stays refused is left to the next one', async () => {
  await expect(checkpoint(connection, false)).resolves.toBeUndefined();
  await other.run('ROLLBACK');
});
