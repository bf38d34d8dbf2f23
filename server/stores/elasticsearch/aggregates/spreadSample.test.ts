import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TraceHint } from '../traces/traceBank.ts';
import { spreadOver } from './spreadSample.ts';

const id = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.join(''));

const traces = fc.uniqueArray(
  fc.record({ traceId: id, seenUs: fc.integer({ min: -1_000_000, max: 4_000_000_000_000_000 }) }),
  { selector: ({ traceId }) => traceId, maxLength: 200 },
);

/** One a second, in no order of their ids. */
const steady = (from: number, to: number): readonly TraceHint[] =>
  Array.from({ length: to - from }, (_, n) => ({
    traceId: (((from + n) * 2_654_435_761) % 2 ** 32).toString(16).padStart(32, '0'),
    seenUs: (from + n) * 1_000_000,
  }));

test('as many as wanted are taken, each once', () => {
  fc.assert(
    fc.property(traces, fc.integer({ min: 1, max: 100 }), (all, most) => {
      const taken = spreadOver(all, most);
      expect(taken.length).toBe(Math.min(all.length, most));
      expect(new Set(taken).size).toBe(taken.length);
      for (const trace of taken) expect(all).toContain(trace);
    }),
  );
});

test('each part of the time has its share', () => {
  const taken = spreadOver(steady(0, 10_000), 500);
  const tenths = Array.from({ length: 10 }, (_, tenth) => tenth * 1_000_000_000);
  const counts = tenths.map(
    (fromUs) =>
      taken.filter(({ seenUs }) => seenUs >= fromUs && seenUs < fromUs + 1_000_000_000).length,
  );
  for (const count of counts) expect(Math.abs(count - 50)).toBeLessThanOrEqual(5);
});

test('a range that begins a little later takes nearly the same ones', () => {
  const before = new Set(spreadOver(steady(0, 10_000), 500).map(({ traceId }) => traceId));
  const after = spreadOver(steady(107, 10_107), 500);
  const known = after.filter(({ traceId }) => before.has(traceId)).length;
  expect(known).toBeGreaterThan(450);
});
