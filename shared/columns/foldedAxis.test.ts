import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FoldedAxis } from './foldedAxis.ts';

describe('FoldedAxis', () => {
  test('without folds is time itself', () => {
    const axis = new FoldedAxis(3_000, []);

    expect([axis.length, axis.positionOf(1_234), axis.timeAt(1_234)]).toEqual([3000, 1234, 1234]);
  });

  test('gives a fold a fixed share of the length and the rest to what ran', () => {
    const axis = new FoldedAxis(3_150, [{ fromUs: 20, toUs: 3_110 }]);

    expect(axis.foldLength / axis.length).toBeCloseTo(0.11);
    expect(axis.positionOf(20)).toBe(20);
    expect(axis.positionOf(3_110)).toBeCloseTo(20 + axis.foldLength);
    expect(axis.positionOf(3_150)).toBeCloseTo(axis.length);
    expect(axis.timeAt(20 + axis.foldLength / 2)).toBeCloseTo((20 + 3_110) / 2);
  });

  test('maps times to positions and back, in the same order', () => {
    const edges = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { maxLength: 8 });
    const times = fc.array(fc.integer({ min: -500, max: 10_500 }), { maxLength: 20 });
    fc.assert(
      fc.property(edges, times, (unordered, timesUs) => {
        const ordered = unordered.toSorted((a, b) => a - b);
        const folds = [];
        for (let i = 0; i + 1 < ordered.length; i += 2) {
          folds.push({ fromUs: ordered[i] ?? 0, toUs: ordered[i + 1] ?? 0 });
        }
        const axis = new FoldedAxis(10_000, folds);
        let lastPosition = Number.NEGATIVE_INFINITY;
        for (const timeUs of timesUs.toSorted((a, b) => a - b)) {
          const position = axis.positionOf(timeUs);
          expect(position).toBeGreaterThanOrEqual(lastPosition);
          expect(axis.timeAt(position)).toBeCloseTo(timeUs, 4);
          lastPosition = position;
        }
      }),
    );
  });

  test('stands for a trace without any duration, and for one that is nothing but waiting', () => {
    expect(new FoldedAxis(0, []).length).toBe(1);
    const waiting = new FoldedAxis(1_000, [{ fromUs: 0, toUs: 1_000 }]);
    expect(waiting.positionOf(1_000)).toBe(waiting.length);
  });
});
