import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isCheckpointRefused } from './engineErrors.ts';

const TRIES = 50;
const PAUSE_MS = 10;

/**
 * Brings what the write-ahead log holds into the file, and frees the blocks of what
 * was dropped. DuckDB refuses while a transaction of another connection is not
 * quite over, which a commit that has been answered may still be for some
 * milliseconds; if it refuses for half a second, it is left to the next checkpoint.
 */
export async function checkpoint(connection: DuckDBConnection): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      await connection.run('CHECKPOINT');
      return;
    } catch (cause) {
      if (!isCheckpointRefused(cause)) throw cause;
      await sleep(PAUSE_MS);
    }
  }
}
