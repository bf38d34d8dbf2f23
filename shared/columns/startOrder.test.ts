import { describe, expect, test } from 'vitest';
import { randomFrom } from '../testing/syntheticLayout.ts';
import { emptyLayout } from './joinLayouts.ts';
import type { SpanLayout } from './spanLayout.ts';
import { orderByStart } from './startOrder.ts';

/** Starts at multiples of `stepUs` and ids that follow nothing. */
function spansAt(count: number, stepUs: number, idCount: number): SpanLayout {
  const random = randomFrom(3);
  const spans = emptyLayout(count);
  for (let i = 0; i < count; i++) {
    spans.startUs[i] = Math.floor((random() * 5e9) / stepUs) * stepUs;
    spans.spanId[i] = BigInt(Math.floor(random() * idCount)) * 0x1_0000_0001n;
    spans.durationUs[i] = Math.floor(random() * 3);
  }
  return { ...spans, services: ['app'], operations: ['work'] };
}

/** The same order, by comparing everything at once. */
function expectedOrder(spans: SpanLayout): readonly number[] {
  return [...Array(spans.count).keys()].sort(
    (a, b) =>
      (spans.startUs[a] ?? 0) - (spans.startUs[b] ?? 0) ||
      Number((spans.spanId[a] ?? 0n) - (spans.spanId[b] ?? 0n)) ||
      (spans.durationUs[a] ?? 0) - (spans.durationUs[b] ?? 0) ||
      a - b,
  );
}

describe('orderByStart', () => {
  for (const [name, count, stepUs, idCount] of [
    ['few spans', 500, 1_000_000, 50],
    ['many spans at their own times', 6_000, 1, 1e9],
    ['many spans at the same milliseconds', 6_000, 100_000_000, 1e9],
    ['many spans at one time, with ids that repeat', 6_000, 1e12, 100],
  ] as const) {
    test(`orders ${name} by start, id and duration`, () => {
      const spans = spansAt(count, stepUs, idCount);

      expect([...orderByStart(spans.startUs, spans)]).toEqual(expectedOrder(spans));
    });
  }
});
