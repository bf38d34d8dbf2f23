import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { MATCH_ALL } from '../../../../shared/query/ast.ts';
import { timeBuckets } from '../../aggregates/timeBuckets.ts';
import { RANGE } from '../../contract/contractFleet.ts';
import { randomFleet } from '../../contract/randomFleet.ts';
import { countSearches } from '../testing/countSearches.ts';
import type { AnalysedTrace, TraceHint } from '../traces/traceBank.ts';
import { spansOf } from './population.ts';
import { sampledStarts } from './sampledStarts.ts';
import { type IndexedFleet, indexFleet } from './testing/indexedFleet.ts';
import { withSteadyIds } from './testing/steadyIds.ts';
import { readStarts } from './traceStarts.ts';

const SEED = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);

describeOnEveryEngine((engine) => {
  let fleet: IndexedFleet;

  beforeAll(async () => {
    const traces = fc.sample(randomFleet(100), { seed: SEED, numRuns: 1 })[0] ?? [];
    const index = { date: 'starts', settings: {} };
    fleet = await indexFleet(engine, withSteadyIds(traces), { writer: 'jaeger-2.7' }, index);
  });
  afterAll(() => fleet?.close());

  /** What a sample seen there comes to, what asking all spans comes to, and the searches it took. */
  async function startsSeenAt(
    seenUs: (startUs: number, place: number) => number,
    sampled: readonly AnalysedTrace[] = fleet.traces,
  ) {
    const traces = sampled.map(({ summary: { traceId, startUs } }, place): TraceHint => {
      return { traceId, seenUs: seenUs(startUs, place) };
    });
    const summaries = new Map(fleet.traces.map(({ summary }) => [summary.traceId, summary]));
    const { ask, searches } = countSearches(fleet.ask());
    const about = traces.length;
    const matching = Promise.resolve({ value: about, relation: 'eq' } as const);
    const slice = { endings: [''], oneIn: 1 };
    const population = { kind: 'sample', traces, slice, about, matching } as const;
    const question = { where: MATCH_ALL, ...RANGE };
    const time = timeBuckets({ ...RANGE, buckets: 5 });
    const summarized = Promise.resolve(summaries);
    const found = await sampledStarts({ population, question, summarized, time }, ask);
    const searchCount = searches.length;
    return { found, all: await readStarts(spansOf(population, question, ask), ask), searchCount };
  }

  test(`traces start where they were seen, and those with a span that failed are marked (FLEET_SEED=${SEED})`, async () => {
    const { found, all, searchCount } = await startsSeenAt((startUs) => startUs);
    expect(new Map(found)).toEqual(new Map(all));
    expect([...found.values()].some(({ hasError }) => hasError)).toBe(true);
    expect(searchCount).toBe(1);
  });

  test('a few that start elsewhere do not matter', async () => {
    const late = (startUs: number, place: number) =>
      place < 0.04 * fleet.traces.length ? RANGE.toUs - 1 : startUs;
    const { searchCount } = await startsSeenAt(late);
    expect(searchCount).toBe(1);
  });

  test('where more start elsewhere than were seen there, all their spans are asked', async () => {
    const late = (startUs: number, place: number) =>
      place < 0.3 * fleet.traces.length ? RANGE.toUs - 1 : startUs;
    const { found, all, searchCount } = await startsSeenAt(late);
    expect(new Map(found)).toEqual(new Map(all));
    expect(searchCount).toBe(2);
  });

  test('where more failed in the slice than the sample has traces, its own are asked', async () => {
    const failing = await startsSeenAt((startUs) => startUs);
    const isFailing = ({ summary }: AnalysedTrace) =>
      failing.all.get(summary.traceId)?.hasError === true;
    const two = [...fleet.traces.filter(isFailing).slice(-1), ...fleet.traces.slice(0, 1)];
    const { found, all, searchCount } = await startsSeenAt((startUs) => startUs, two);
    expect(new Map(found)).toEqual(new Map(all));
    expect(searchCount).toBe(2);
  });
});
