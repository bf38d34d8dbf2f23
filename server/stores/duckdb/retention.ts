import { stat } from 'node:fs/promises';
import { checkpoint } from './checkpoint.ts';
import type { Retention, SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { readUsedBytes } from './usedBytes.ts';

/** When a slice is full: so early that there are several to drop one of. */
export interface SliceLimits {
  readonly maxSpans: number;
  readonly maxAgeUs: number;
}

const SLICES_A_RETENTION = 8;
const MOST_SPANS_A_SLICE = 5_000_000;
const LONGEST_SLICE_US = 86_400_000_000;
/** Measured, all tables of a slice together. */
const BYTES_A_SPAN = 120;

export function sliceLimits({ maxAgeSeconds, maxSizeBytes }: Retention): SliceLimits {
  const spans = (maxSizeBytes ?? Number.POSITIVE_INFINITY) / BYTES_A_SPAN / SLICES_A_RETENTION;
  const ageUs = ((maxAgeSeconds ?? Number.POSITIVE_INFINITY) * 1e6) / SLICES_A_RETENTION;
  return {
    maxSpans: Math.min(MOST_SPANS_A_SLICE, spans),
    maxAgeUs: Math.min(LONGEST_SLICE_US, ageUs),
  };
}

/**
 * Drops slices that are too old or too much. The file does not shrink by it:
 * what counts is the blocks in use, the others are filled again.
 */
export async function dropSpentSlices(parts: SessionParts): Promise<void> {
  const { slices, retention, clock, log } = parts;
  const oldestUs = clock.nowUs() - (retention.maxAgeSeconds ?? Number.POSITIVE_INFINITY) * 1e6;
  const maxBytes = retention.maxSizeBytes ?? Number.POSITIVE_INFINITY;
  for (const slice of [...slices.all]) {
    const isOld = slice.stats.spanCount > 0 && lastArrivalUs(slice) < oldestUs;
    if (!isOld && !(await isTooMuch(parts, maxBytes))) return;
    await dropSlice(parts, slice);
    log.info(
      { slice: slice.id, spans: slice.stats.spanCount, traces: slice.stats.traceCount },
      isOld
        ? 'Dropped spans older than the retention.'
        : 'Dropped the oldest spans to stay within the retained size.',
    );
  }
}

/** Size alone never takes the slice that is being filled. */
async function isTooMuch(
  { connection, slices, file }: SessionParts,
  maxBytes: number,
): Promise<boolean> {
  if (slices.all.length < 2) return false;
  const logBytes = await sizeOf(`${file}.wal`);
  if ((await readUsedBytes(connection)) + logBytes <= maxBytes) return false;
  // What the log holds takes less room in the file, and how much is known only when it is there.
  if (logBytes > 0) await checkpoint(connection);
  return (await readUsedBytes(connection)) > maxBytes;
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found?.size ?? 0;
}

async function dropSlice(
  { connection, slices, tracker }: SessionParts,
  slice: Slice,
): Promise<void> {
  await connection.run('BEGIN');
  await slices.drop(connection, slice);
  await connection.run('COMMIT');
  slices.remove(slice);
  tracker.forget(slice);
  // Only a checkpoint frees the blocks.
  await checkpoint(connection);
}

function lastArrivalUs({ stats, openedUs }: Slice): number {
  return Number.isFinite(stats.lastArrivedUs) ? stats.lastArrivedUs : openedUs;
}
