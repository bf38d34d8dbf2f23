import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoreDescription } from '../../../shared/api/answers.ts';
import { rowsOf } from './engine.ts';
import type { SliceList } from './sliceList.ts';

const MEGABYTE = 1_000_000;

/** What the source badge shows of the store. */
export async function describeStore(
  connection: DuckDBConnection,
  slices: SliceList,
  retention: string,
): Promise<StoreDescription> {
  const usedBytes = await readUsedBytes(connection);
  let spanCount = 0;
  let traceCount = 0;
  for (const { stats } of slices.all) {
    spanCount += stats.spanCount;
    traceCount += stats.traceCount;
  }
  const isDemo = spanCount > 0 && !slices.holdsRealSpans;
  return {
    kind: 'embedded',
    title: isDemo ? 'embedded · demo fleet' : 'embedded',
    state: 'ok',
    details: [
      { label: 'Traces', value: traceCount.toLocaleString('en') },
      { label: 'Spans', value: spanCount.toLocaleString('en') },
      { label: 'Size', value: `${(usedBytes / MEGABYTE).toFixed(1)} MB` },
      { label: 'Kept', value: retention },
    ],
  };
}

/** Bytes of blocks in use, the write-ahead log included; the file may be larger and is used again. */
export async function readUsedBytes(connection: DuckDBConnection): Promise<number> {
  const [row] = await rowsOf(connection, {
    text: 'SELECT block_size * used_blocks AS used, wal_size FROM pragma_database_size()',
  });
  return Number(row?.used ?? 0);
}
