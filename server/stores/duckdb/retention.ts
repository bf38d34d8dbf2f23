import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
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

/** Whether there may be slices to drop; unlike dropping them, asking disturbs nobody. */
export async function hasSpentSlices(parts: SessionParts): Promise<boolean> {
  const oldestUs = oldestKeptUs(parts);
  if (parts.slices.all.some((slice) => isOld(slice, oldestUs))) return true;
  return (await neededBytes(parts, parts.upkeepConnection)) > maxBytes(parts);
}

/**
 * Drops slices that are too old or too much. The file does not shrink by it:
 * what counts is the blocks in use, the others are filled again.
 */
export async function dropSpentSlices(parts: SessionParts): Promise<void> {
  const { slices, log } = parts;
  const oldestUs = oldestKeptUs(parts);
  for (const slice of [...slices.all]) {
    const isTooOld = isOld(slice, oldestUs);
    if (!isTooOld && !(await isTooMuch(parts))) return;
    await dropSlice(parts, slice);
    log.info(
      { slice: slice.id, spans: slice.stats.spanCount, traces: slice.stats.traceCount },
      isTooOld
        ? 'Dropped spans older than the retention.'
        : 'Dropped the oldest spans to stay within the retained size.',
    );
  }
}

function oldestKeptUs({ retention, clock }: SessionParts): number {
  return clock.nowUs() - (retention.maxAgeSeconds ?? Number.POSITIVE_INFINITY) * 1e6;
}

function isOld(slice: Slice, oldestUs: number): boolean {
  return slice.stats.spanCount > 0 && lastArrivalUs(slice) < oldestUs;
}

function maxBytes({ retention }: SessionParts): number {
  return retention.maxSizeBytes ?? Number.POSITIVE_INFINITY;
}

async function isTooMuch(parts: SessionParts): Promise<boolean> {
  const { connection, file, tracker } = parts;
  if ((await neededBytes(parts, connection)) <= maxBytes(parts)) return false;
  // What the log holds takes less room in the file, and how much is known only when it is there.
  if ((await sizeOf(`${file}.wal`)) > 0) await checkpoint(connection, tracker.isBusy);
  return (await readUsedBytes(connection)) > maxBytes(parts);
}

/** Of the file and its log; 0 with one slice, which size alone never takes while it is being filled. */
async function neededBytes(
  { slices, file }: SessionParts,
  connection: DuckDBConnection,
): Promise<number> {
  if (slices.all.length < 2) return 0;
  return (await readUsedBytes(connection)) + (await sizeOf(`${file}.wal`));
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
  await checkpoint(connection, tracker.isBusy);
}

function lastArrivalUs({ stats, openedUs }: Slice): number {
  return Number.isFinite(stats.lastArrivedUs) ? stats.lastArrivedUs : openedUs;
}
