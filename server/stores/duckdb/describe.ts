import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoreDescription } from '../../../shared/api/answers.ts';
import { formatDuration } from '../../../shared/time/formatDuration.ts';
import type { Retention } from './sessionParts.ts';
import type { SliceList } from './sliceList.ts';
import { readUsedBytes } from './usedBytes.ts';

const MEGABYTE = 1_000_000;

/** What the source badge shows of the store. */
export async function describeStore(
  connection: DuckDBConnection,
  slices: SliceList,
  retention: Retention,
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
      { label: 'Kept', value: printRetention(retention) },
    ],
  };
}

/** What it shows while the store is being opened again. */
export function describeFailed(cause: unknown): StoreDescription {
  const reason = cause instanceof Error ? cause.message : 'The store is closed.';
  return { kind: 'embedded', title: 'embedded', state: 'down', reason, details: [] };
}

function printRetention({ maxAgeSeconds, maxSizeBytes }: Retention): string {
  const limits = [
    ...(maxAgeSeconds === undefined ? [] : [formatDuration(maxAgeSeconds * 1e6)]),
    ...(maxSizeBytes === undefined ? [] : [`${(maxSizeBytes / MEGABYTE).toLocaleString('en')} MB`]),
  ];
  return limits.length === 0 ? 'everything' : `at most ${limits.join(', ')}`;
}
