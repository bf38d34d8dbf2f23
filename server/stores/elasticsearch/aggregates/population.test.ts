import { expect, test } from 'vitest';
import { asFewAsTell, type CountedPopulation, shareOfSample } from './population.ts';

const tracesOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    traceId: n.toString(16).padStart(32, '0'),
    seenUs: n,
  }));

const sampleOf = (count: number) => ({
  kind: 'sample' as const,
  traces: tracesOf(count),
  slice: { endings: ['7'], oneIn: 16 },
  about: count * 16,
  matching: Promise.resolve({ value: count * 16, relation: 'approx' as const }),
});

test('of a large sample every so many traces are enough', async () => {
  const few = asFewAsTell(sampleOf(8_000));
  expect(few.traces?.map(({ seenUs }) => seenUs)).toEqual(
    Array.from({ length: 4_000 }, (_, n) => 2 * n),
  );
  expect(few.kind === 'sample' && (await shareOfSample(few))).toBe(32);
});

test('a small sample, and traces that are all there are, stay what they are', async () => {
  const { traces } = sampleOf(8_000);
  const matching = { value: 128_000, relation: 'approx' } as const;
  const named: CountedPopulation = { kind: 'named', traces, isAll: true, matching };
  for (const population of [sampleOf(3_999), named]) {
    expect(asFewAsTell(population)).toEqual(population);
  }
});
