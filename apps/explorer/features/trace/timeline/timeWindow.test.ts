import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clampWindow, isWhole, panBy, windowAround, zoomAround } from './timeWindow.ts';

const LENGTH = 1_000;

describe('the window over time', () => {
  test('zooms around the pointer', () => {
    expect(zoomAround({ from: 0, to: 1_000 }, 250, 0.5, LENGTH)).toEqual({ from: 125, to: 625 });
  });

  test('stops at the ends of the axis without changing its width', () => {
    expect(panBy({ from: 700, to: 900 }, 500, LENGTH)).toEqual({ from: 800, to: 1_000 });
    expect(panBy({ from: 100, to: 300 }, -500, LENGTH)).toEqual({ from: 0, to: 200 });
  });

  test('never shows less than ten microseconds', () => {
    expect(clampWindow({ from: 500, to: 500 }, LENGTH)).toEqual({ from: 495, to: 505 });
    expect(clampWindow({ from: 1, to: 1 }, 3)).toEqual({ from: 0, to: 3 });
  });

  test('leaves room on both sides of what it is to show', () => {
    expect(windowAround(400, 500, LENGTH)).toEqual({ from: 392, to: 508 });
  });

  test('stays inside the axis whatever is done to it', () => {
    const any = fc.double({ min: -5_000, max: 5_000, noNaN: true });
    fc.assert(
      fc.property(
        any,
        any,
        any,
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        (a, b, at, factor) => {
          const start = clampWindow({ from: a, to: b }, LENGTH);
          for (const window of [
            start,
            zoomAround(start, at, factor, LENGTH),
            panBy(start, at, LENGTH),
          ]) {
            expect(window.from).toBeGreaterThanOrEqual(0);
            expect(window.to).toBeLessThanOrEqual(LENGTH + 1e-6);
            expect(window.to - window.from).toBeGreaterThanOrEqual(10 - 1e-6);
          }
        },
      ),
    );
  });

  test('knows when it shows everything', () => {
    expect(isWhole(clampWindow({ from: -10, to: 2_000 }, LENGTH), LENGTH)).toBe(true);
    expect(isWhole({ from: 0, to: 999 }, LENGTH)).toBe(false);
  });
});
