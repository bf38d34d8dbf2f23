import { describe, expect, test } from 'vitest';
import { clampOffsetPx, contentOffsetPx, elementHeightPx, scrollTopPx } from './scrollMap.ts';

const VIEWPORT_PX = 600;

describe('the mapped scroll position', () => {
  test('is the scroll position itself while a browser can hold the content', () => {
    expect(elementHeightPx(26_000)).toBe(26_000);
    expect(contentOffsetPx(1_234, 26_000, VIEWPORT_PX)).toBe(1_234);
  });

  test('reaches both ends of content that no element could hold', () => {
    const contentPx = 26_000_000;
    const elementPx = elementHeightPx(contentPx);

    expect(elementPx).toBeLessThan(17_000_000);
    expect(contentOffsetPx(0, contentPx, VIEWPORT_PX)).toBe(0);
    expect(contentOffsetPx(elementPx - VIEWPORT_PX, contentPx, VIEWPORT_PX)).toBe(
      contentPx - VIEWPORT_PX,
    );
  });

  test('maps back to where it came from', () => {
    for (const contentPx of [1_000, 5_000_000, 26_000_000, 260_000_000]) {
      const offsetPx = contentPx / 3;
      const back = contentOffsetPx(
        scrollTopPx(offsetPx, contentPx, VIEWPORT_PX),
        contentPx,
        VIEWPORT_PX,
      );
      expect(back).toBeCloseTo(offsetPx, 3);
    }
  });

  test('does not scroll content that fits', () => {
    expect(clampOffsetPx(50, 400, VIEWPORT_PX)).toBe(0);
    expect(clampOffsetPx(9_999, 1_000, VIEWPORT_PX)).toBe(400);
  });
});
