import { expect, test } from 'vitest';
import { MATCH_ALL } from '../../../../shared/query/ast.ts';
import { query } from '../../contract/contractFleet.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { MatchCount, TraceMatches } from '../matching/traceMatches.ts';
import { spanIndices } from '../testing/askEngineOf.ts';
import {
  asFewAsTell,
  type CountedPopulation,
  guessedPopulation,
  shareOfSample,
} from './population.ts';

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

/** A question about many traces, which are guessed to be 160,000 and are still being counted. */
function guessing(text: string) {
  let tell: (count: MatchCount) => void = () => undefined;
  const counting = new Promise<MatchCount>((resolve) => {
    tell = resolve;
  });
  const matches: Pick<TraceMatches, 'count' | 'guess' | 'idsEndingIn' | 'ids'> = {
    count: () => counting,
    guess: () => 160_000,
    idsEndingIn: async () => ({ traces: tracesOf(10_000), isAll: true }),
    ids: async () => ({ traces: tracesOf(3_000), isAll: true }),
  };
  const parts = { matches: matches as TraceMatches, bank: {} as never };
  const ask = { indices: spanIndices('jaeger-span-*') } as SpanAsk;
  const where = text === '' ? MATCH_ALL : query(text);
  const found = guessedPopulation({ where, fromUs: 0, toUs: 3_600_000_000 }, ask, parts);
  return { found, tell: (value: number) => tell({ value, relation: 'approx' }) };
}

test('by a guess a slice of everything is chosen before all are counted', async () => {
  const { found, tell } = guessing('');
  const sample = await found;
  expect(sample).toMatchObject({ kind: 'sample', about: 160_000 });
  expect(sample).not.toHaveProperty('traces');
  tell(170_000);
  expect(sample.kind === 'sample' && (await sample.matching)).toMatchObject({ value: 170_000 });
});

test('traces of a sample that was guessed stand for those that were counted', async () => {
  const { found, tell } = guessing('service=broker');
  tell(170_000);
  const sample = await found;
  expect(sample.kind === 'sample' && (await shareOfSample(sample))).toBe(17);
});

test('where far fewer match than was guessed they are found one by one', async () => {
  const { found, tell } = guessing('service=broker');
  tell(3_000);
  expect(await found).toMatchObject({ kind: 'named', isAll: true });
});
