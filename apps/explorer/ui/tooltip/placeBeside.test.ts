import { expect, test } from 'vitest';
import { placeBeside } from './placeBeside.ts';

const VIEWPORT = { widthPx: 1000, heightPx: 600 };
const BOX = { widthPx: 200, heightPx: 100 };

test('a box stands centred under its anchor', () => {
  const anchor = { leftPx: 400, topPx: 100, widthPx: 40, heightPx: 20 };
  expect(placeBeside(anchor, BOX, VIEWPORT)).toEqual({ leftPx: 320, topPx: 128 });
});

test('a box stands above an anchor at the bottom of the page', () => {
  const anchor = { leftPx: 400, topPx: 560, widthPx: 40, heightPx: 20 };
  expect(placeBeside(anchor, BOX, VIEWPORT)).toEqual({ leftPx: 320, topPx: 452 });
});

test('a box never leaves the viewport', () => {
  const left = placeBeside({ leftPx: 0, topPx: 0, widthPx: 4, heightPx: 4 }, BOX, VIEWPORT);
  const right = placeBeside({ leftPx: 990, topPx: 0, widthPx: 4, heightPx: 4 }, BOX, VIEWPORT);
  expect([left.leftPx, right.leftPx]).toEqual([8, 792]);
});
