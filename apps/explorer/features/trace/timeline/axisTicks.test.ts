import { describe, expect, test } from 'vitest';
import { FoldedAxis } from '../../../../../shared/columns/foldedAxis.ts';
import { axisTicks } from './axisTicks.ts';
import { wholeWindow } from './timeWindow.ts';

function labels(axis: FoldedAxis, widthPx: number, window = wholeWindow(axis.length)): string {
  return axisTicks(axis, window, widthPx)
    .map(({ xPx, label, isBefore }) => `${isBefore ? '<' : ''}${label}@${Math.round(xPx)}`)
    .join('  ');
}

describe('axisTicks', () => {
  test('stand at round times with room for their labels', () => {
    expect(labels(new FoldedAxis(40_000, []), 400)).toBe(
      '0@0  10 ms@100  20 ms@200  30 ms@300  <40 ms@400',
    );
  });

  test('show the digits that tell neighbours apart', () => {
    const axis = new FoldedAxis(3_200_000, []);

    expect(labels(axis, 300, { from: 3_120_000, to: 3_150_000 })).toBe(
      '3.12 s@0  3.13 s@100  3.14 s@200  @300',
    );
    expect(labels(axis, 400, { from: 1_500, to: 1_504 })).toBe(
      '1.500 ms@0  1.501 ms@100  1.502 ms@200  1.503 ms@300  @400',
    );
  });

  test('are clock-like for long traces', () => {
    expect(labels(new FoldedAxis(300_000_000, []), 600)).toBe(
      '0@0  1 m@120  2 m@240  3 m@360  4 m@480  <5 m@600',
    );
    expect(labels(new FoldedAxis(172_800_000_000, []), 400)).toBe(
      '0@0  12 h@100  1 d@200  1 d 12 h@300  <2 d@400',
    );
  });

  test('leave folds out and go on after them', () => {
    const axis = new FoldedAxis(3_150_000, [{ fromUs: 25_000, toUs: 3_115_000 }]);

    expect(labels(axis, 700)).toBe(
      '0@0  10 ms@104  20 ms@208  3.12 s@389  3.13 s@492  3.14 s@596  <3.15 s@700',
    );
  });

  test('have no last label where it would stand over the one before', () => {
    const axis = new FoldedAxis(183_000, []);
    expect(labels(axis, 890)).toContain('160 ms@778  @875');
    expect(labels(axis, 1_100)).toContain('160 ms@962  <180 ms@1082');
  });

  test('are none where nothing would fit', () => {
    expect(labels(new FoldedAxis(40_000, []), 40)).toBe('');
    expect(labels(new FoldedAxis(40_000, []), 0)).toBe('');
  });

  test('do not run away on a trace without any duration', () => {
    expect(labels(new FoldedAxis(0, []), 800)).toBe('0@0  <1 µs@800');
  });
});
