import { describe, expect, test } from 'vitest';
import type { HistogramBucket } from '../../../../../shared/api/answers.ts';
import { layoutHistogram, splitBucket } from './layoutHistogram.ts';

const SIZE = { widthPx: 300, heightPx: 100 };

describe('the chart of traces over time', () => {
  test('gives the fullest bucket the whole height, stacked from errors up', () => {
    const { bars, countTicks } = layoutHistogram(
      [
        bucket({ count: 40, errorCount: 10, findingCount: 20, flaggedCount: 25 }),
        bucket({ count: 20 }),
      ],
      SIZE,
    );
    expect(countTicks).toEqual([
      { count: 20, yPx: 50 },
      { count: 40, yPx: 0 },
    ]);
    expect(bars[0]).toMatchObject({ errorPx: 25, findingPx: 37.5, okPx: 37.5 });
    expect(bars[1]).toMatchObject({ xPx: 150, errorPx: 0, okPx: 50 });
  });

  test('keeps a single error among thousands visible', () => {
    const { bars } = layoutHistogram([bucket({ count: 5_000, errorCount: 1 })], SIZE);
    expect(bars[0]?.errorPx).toBe(2);
  });

  test('breaks the line where there are no traces', () => {
    const { p95Runs } = layoutHistogram(
      [bucket({ count: 1, p95Us: 10 }), bucket({ count: 0 }), bucket({ count: 1, p95Us: 1_000 })],
      SIZE,
    );
    expect(p95Runs.map((run) => run.map(({ xPx }) => xPx))).toEqual([[50], [250]]);
  });

  test('draws slower higher, and a steady latency flat', () => {
    const [rising] = layoutHistogram(
      [bucket({ count: 1, p95Us: 1_000 }), bucket({ count: 1, p95Us: 1_000_000 })],
      SIZE,
    ).p95Runs;
    expect(rising?.[0]?.yPx).toBeGreaterThan(rising?.[1]?.yPx ?? 0);

    const [steady] = layoutHistogram(
      [bucket({ count: 1, p95Us: 50_000 }), bucket({ count: 1, p95Us: 51_000 })],
      SIZE,
    ).p95Runs;
    expect(Math.abs((steady?.[0]?.yPx ?? 0) - (steady?.[1]?.yPx ?? 0))).toBeLessThan(2);
  });

  test('leaves out durations whose labels would touch', () => {
    const spread = [1, 1e9].map((p95Us) => bucket({ count: 1, p95Us }));
    const { p95Ticks } = layoutHistogram(spread, SIZE);
    const gapsPx = p95Ticks.slice(1).map(({ yPx }, index) => (p95Ticks[index]?.yPx ?? 0) - yPx);
    expect(p95Ticks.length).toBeGreaterThan(0);
    expect(gapsPx.filter((gapPx) => gapPx < 16)).toEqual([]);
  });

  test('is empty without buckets and flat without traces', () => {
    expect(layoutHistogram([], SIZE)).toEqual({
      bars: [],
      countTicks: [],
      p95Runs: [],
      p95Ticks: [],
    });
    expect(layoutHistogram([bucket({ count: 0 })], SIZE).bars[0]).toMatchObject({ okPx: 0 });
  });
});

test('a bucket splits into parts that add up to its count', () => {
  const overlapping = { count: 10, errorCount: 4, findingCount: 6 };
  expect(splitBucket(bucket(overlapping))).toEqual({ errors: 4, findings: 2, ok: 4 });
  expect(splitBucket(bucket({ ...overlapping, flaggedCount: 10 }))).toEqual({
    errors: 4,
    findings: 6,
    ok: 0,
  });
});

function bucket(values: Partial<HistogramBucket>): HistogramBucket {
  return { startUs: 0, count: 0, errorCount: 0, findingCount: 0, ...values };
}
