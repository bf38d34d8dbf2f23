import { expect, test } from 'vitest';
import { syntheticLayout } from '../testing/syntheticLayout.ts';
import { emptyLayout } from './joinLayouts.ts';
import { layoutSnapshots } from './snapshots.ts';
import type { SpanLayout } from './spanLayout.ts';

async function snapshotsOf(batches: readonly SpanLayout[]): Promise<readonly string[]> {
  async function* read(): AsyncGenerator<SpanLayout> {
    yield* batches;
  }
  const seen: string[] = [];
  for await (const { columns } of layoutSnapshots('0'.repeat(32), read())) {
    seen.push(`${columns.revision}: ${columns.rowCount} ${columns.isFinal ? 'final' : 'early'}`);
  }
  return seen;
}

test('early snapshots grow fourfold and the last one is whole', async () => {
  const batches = Array.from({ length: 20 }, () => syntheticLayout(1_000));

  expect(await snapshotsOf(batches)).toEqual(['0: 2000 early', '1: 8000 early', '2: 20000 final']);
});

test('of a trace that is known to go on the first spans are laid out as they come', async () => {
  const batches = Array.from({ length: 10 }, (_, at) => ({
    ...syntheticLayout(1_000),
    restCount: (9 - at) * 1_000,
  }));

  expect(await snapshotsOf(batches)).toEqual(['0: 1000 early', '1: 3000 early', '2: 10000 final']);
});

test('where it is known how many come, early snapshots are parts of the whole and cost less than it', async () => {
  const batch = syntheticLayout(1_000);
  for (const batchCount of [30, 41, 67, 100, 256, 300]) {
    const batches = Array.from({ length: batchCount }, (_, at) => ({
      ...batch,
      restCount: (batchCount - 1 - at) * 1_000,
    }));
    const rows = (await snapshotsOf(batches)).map((line) => Number(line.split(' ')[1]));
    const early = rows.slice(0, -1);
    expect(early.length).toBeGreaterThanOrEqual(2);
    expect(early.reduce((sum, count) => sum + count, 0)).toBeLessThan((batchCount * 1_000) / 2);
  }
});

test('a trace that arrives at once is laid out once', async () => {
  expect(await snapshotsOf([syntheticLayout(9_000)])).toEqual(['0: 9000 final']);
});

test('a trace without spans still ends with a snapshot', async () => {
  expect(await snapshotsOf([])).toEqual(['0: 0 final']);
  expect(await snapshotsOf([emptyLayout(0)])).toEqual(['0: 0 final']);
});
