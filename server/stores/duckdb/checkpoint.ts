import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isCheckpointRefused } from './engineErrors.ts';

const TRIES = 20;
const PAUSE_MS = 10;

/**
 * Brings what the write-ahead log holds into the file, and frees the blocks of what
 * was dropped. DuckDB refuses while a query runs that began before a table was
 * made or replaced, as sealing does; if it still refuses after 0.2 s, the work is
 * left to the next checkpoint.
 *
 * It also merges row groups that are small or have lost rows, of each changed table a few: without
 * a limit all that a busy hour left would be merged at once, by one checkpoint.
 *
 * @param isHurried  merges none, which takes a third of the time; what was replaced stays in the file
 */
export async function checkpoint(connection: DuckDBConnection, isHurried: boolean): Promise<void> {
  const merges = isHurried ? 0 : 1;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      await connection.run(`SET GLOBAL max_vacuum_tasks = ${merges}; CHECKPOINT`);
      return;
    } catch (cause) {
      if (!isCheckpointRefused(cause)) throw cause;
      await sleep(PAUSE_MS);
    }
  }
}
