import { expect, test } from 'vitest';
import { holdMsFor, turnMsFor } from './pacing.ts';

const QUIET = { isBusy: false, isCrowded: false };
const BUSY = { isBusy: true, isCrowded: false };
const CROWDED = { isBusy: true, isCrowded: true };

test('a trace waits longer where there is no time left, and not at all where there is no room', () => {
  expect(holdMsFor(QUIET, 1)).toBe(800);
  expect(holdMsFor(BUSY, 0)).toBe(900);
  expect(holdMsFor(BUSY, 0.85)).toBe(900);
  expect(holdMsFor(BUSY, 0.9)).toBeCloseTo(1_000);
  expect(holdMsFor(BUSY, 1)).toBe(1_100);
  expect(holdMsFor(CROWDED, 1)).toBe(0);
});

test('turns are longer the further summaries are behind', () => {
  expect(turnMsFor(-1)).toBe(4);
  expect(turnMsFor(0)).toBe(4);
  expect(turnMsFor(250)).toBe(14);
  expect(turnMsFor(500)).toBe(24);
  expect(turnMsFor(Number.POSITIVE_INFINITY)).toBe(24);
});
