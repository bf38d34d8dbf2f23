import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillWidth } from './fillWidth.ts';

const segment = fc.record({
  minPx: fc.integer({ min: 1, max: 200 }),
  weight: fc.double({ min: 0, max: 1e9, noNaN: true }),
});

test('no segment is below its minimum, and together they fill the width when they can', () => {
  fc.assert(
    fc.property(
      fc.array(segment, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3_000 }),
      (segments, totalPx) => {
        const widthsPx = fillWidth(segments, totalPx);
        const filledPx = widthsPx.reduce((sum, widthPx) => sum + widthPx, 0);
        const minimumPx = segments.reduce((sum, { minPx }) => sum + minPx, 0);
        for (const [index, { minPx }] of segments.entries()) {
          expect(widthsPx[index]).toBeGreaterThanOrEqual(minPx - 1e-6);
        }
        const canFill = minimumPx <= totalPx && segments.some(({ weight }) => weight > 0);
        expect(filledPx).toBeCloseTo(canFill ? totalPx : minimumPx, 3);
      },
    ),
  );
});

test('a segment of no known weight keeps its minimum', () => {
  expect(
    fillWidth(
      [
        { minPx: 20, weight: Number.NaN },
        { minPx: 5, weight: 1 },
      ],
      100,
    ),
  ).toEqual([20, 80]);
});
