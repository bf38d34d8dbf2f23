import { expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { MATCH_ALL } from '../../../../shared/query/ast.ts';
import type { Span } from '../../../../shared/span/span.ts';
import { timeBuckets } from '../../aggregates/timeBuckets.ts';
import { numberedTrace, RANGE } from '../../contract/contractFleet.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { SpanIndex } from '../testing/putSpanIndex.ts';
import type { Writing } from '../testing/spanDocument.ts';
import { countValues } from './countValues.ts';
import { spansOf } from './population.ts';
import { countAllOverTime } from './rootsOverTime.ts';
import { storedField } from './storedFields.ts';
import { indexFleet } from './testing/indexedFleet.ts';
import { withSteadyIds } from './testing/steadyIds.ts';
import { narrowSliceOf } from './traceSlice.ts';
import { readStarts } from './traceStarts.ts';

const JAEGER: Writing = { writer: 'jaeger-2.13' };

describeOnEveryEngine((engine) => {
  let fleetCount = 0;

  async function withFleet<T>(
    fleet: readonly (readonly Span[])[],
    work: (ask: SpanAsk, traceIds: readonly string[]) => Promise<T>,
    { writing = JAEGER, settings = {} }: { writing?: Writing } & Pick<SpanIndex, 'settings'> = {},
  ): Promise<T> {
    const index = { date: `limits-${fleetCount++}`, settings };
    const indexed = await indexFleet(engine, fleet, writing, index);
    try {
      const traceIds = indexed.traces.map(({ summary }) => summary.traceId);
      return await work(indexed.ask(), traceIds);
    } finally {
      await indexed.close();
    }
  }

  const named = (traceIds: readonly string[]) => ({
    kind: 'named' as const,
    traces: traceIds.map((traceId) => ({ traceId, seenUs: RANGE.fromUs })),
    isAll: true,
    matching: { value: traceIds.length, relation: 'eq' as const },
  });

  /** One facet as text, and what was said about it. */
  async function facetText(
    ask: SpanAsk,
    traceIds: readonly string[],
    field: string,
    size = 3,
  ): Promise<readonly string[]> {
    const request = { where: MATCH_ALL, ...RANGE, fields: [field], size };
    const fields = [storedField(field, ask.indices)].flatMap((stored) => stored ?? []);
    const [facet] = (await countValues(fields, named(traceIds), request, ask)) ?? [];
    const values = facet?.values.map(({ value, count }) => `${value} ${count}`).join(', ');
    return [`${values}, other ${facet?.otherCount}`, ...ask.call.completeness().notes];
  }

  const tagged = (count: number, tag: (number: number) => string) =>
    Array.from({ length: count }, (_, number) =>
      numberedTrace(number, `op @service |--| ${tag(number)}\n  sub @service | -| ${tag(number)}`),
    );

  test('a value longer than the engine indexes is among the others, and that is said', async () => {
    const fleet = tagged(5, (number) => `k=${number < 2 ? 'v' : 'x'.repeat(300 + number)}`);
    const found = await withFleet(fleet, (ask, traceIds) => facetText(ask, traceIds, 'k'));
    const isUnclear = engine.name === 'opensearch' ? 'that are empty or ' : '';
    expect(found).toEqual([
      'v 2, other 3',
      `Values of k ${isUnclear}longer than 256 characters are not told apart.`,
    ]);
  });

  test('where buckets are few, the values on most spans are listed and the rest is told', async () => {
    const fleet = tagged(60, (number) => `k=${number < 20 ? 'often' : `seldom-${number}`}`);
    const found = await withFleet(fleet, (ask, traceIds) =>
      facetText(withLimits(ask, { maxBuckets: 40 }), traceIds, 'k'),
    );
    expect(found).toEqual([
      'often 20, seldom-20 1, seldom-21 1, other 38',
      'Of k only the 4 values on most spans are counted one by one.',
    ]);
  });

  test('more ids than one list may hold go into several', async () => {
    const fleet = tagged(30, (number) => `k=v${number % 2}`);
    const found = await withFleet(fleet, (ask, traceIds) =>
      facetText(withLimits(ask, { maxTermsCount: 7 }), traceIds, 'k'),
    );
    expect(found).toEqual(['v0 15, v1 15, other 0']);
  });

  test('values come together from several shards', async () => {
    const fleet = tagged(90, (number) => `k=v${number % 4}`);
    const found = await withFleet(fleet, (ask, traceIds) => facetText(ask, traceIds, 'k', 2), {
      settings: { 'index.number_of_shards': 5 },
    });
    expect(found).toEqual(['v0 23, v1 23, other 44']);
  });

  test('a trace under two forms of its id is said to count twice', async () => {
    const spans = numberedTrace(1, 'op @service |--| k=v\n  sub @service | -| k=v');
    const trace = spans.map((span) => ({ ...span, traceId: 'abcdef0123456789'.padStart(32, '0') }));
    const index = { date: 'forms', settings: {} };
    const old = await indexFleet(engine, [trace.slice(0, 1)], { writer: 'jaeger-1.62' }, index);
    await old.close();
    const asNew = { date: 'forms-new', settings: {} };
    const indexed = await indexFleet(engine, [trace.slice(1)], JAEGER, asNew);
    const both = (ask: SpanAsk) => withIndices(ask, `${engine.prefix}-jaeger-span-forms*`);
    const traceIds = indexed.traces.map(({ summary }) => summary.traceId);
    const found = await facetText(both(indexed.ask()), traceIds, 'k');
    expect(found).toEqual([
      'v 2, other 0',
      'Some traces were written under two forms of their id; values of theirs may count twice.',
    ]);
    expect(await facetText(indexed.ask(), traceIds, 'k')).toEqual(['v 1, other 0']);
    const ask = both(indexed.ask());
    const question = { where: MATCH_ALL, ...RANGE };
    const starts = await readStarts(spansOf(named(traceIds), question, ask), ask);
    expect([...starts.keys()]).toEqual(traceIds);
    await indexed.close();
  });

  test('an expression of more than 120 endings finds the traces whose ids end so', async () => {
    const slice = narrowSliceOf(130_000);
    expect(slice.endings.length).toBeGreaterThan(120);
    const matching = Promise.resolve({ value: 130_000, relation: 'approx' } as const);
    const population = { kind: 'sample', slice, about: 130_000, matching } as const;
    const fleet = withSteadyIds(tagged(400, () => 'k=v'));
    await withFleet(fleet, async (ask, traceIds) => {
      const filter = spansOf(population, { where: MATCH_ALL, ...RANGE }, ask);
      const found = [...(await readStarts(filter, ask)).keys()];
      const inSlice = traceIds.filter((id) => slice.endings.some((ending) => id.endsWith(ending)));
      expect(inSlice.length).toBeGreaterThan(5);
      expect(found.toSorted()).toEqual(inSlice.toSorted());
      const request = { where: MATCH_ALL, ...RANGE, fields: ['k'], size: 3 };
      const fields = [storedField('k', ask.indices)].flatMap((stored) => stored ?? []);
      expect(await countValues(fields, population, request, ask)).toMatchObject([{ field: 'k' }]);
      const guessed = { ...population, about: 300_000 };
      expect(await countValues(fields, guessed, request, ask)).toBeUndefined();
    });
  });

  test.each<Writing>([{ writer: 'jaeger-1.62' }, JAEGER, { writer: 'jaeger-2.20' }])(
    'all traces over time are counted at their roots: $writer',
    async (writing) => {
      const fleet = tagged(20, (number) => `k=v ${number % 5 === 0 ? 'error:broken' : ''}`);
      const found = await withFleet(fleet, (ask) => countAllOverTime(20, parts(20), ask), {
        writing,
      });
      expect(found.counts).toEqual(Array(20).fill(1));
    },
  );

  test('without roots they are counted by their spans', async () => {
    const fleet = tagged(20, () => 'k=v').map((spans) => spans.slice(1));
    const found = await withFleet(fleet, (ask) => countAllOverTime(20, parts(4), ask));
    expect(found.counts).toEqual([5, 5, 5, 5]);
  });

  /** As many parts of the fleet's first 20 seconds. */
  const parts = (buckets: number) => {
    const fromUs = numberedTrace(0, 'op @service |--|')[0]?.startUs ?? 0;
    return timeBuckets({ fromUs, toUs: fromUs + 20_000_000, buckets });
  };
});

function withLimits({ indices, call }: SpanAsk, limits: Partial<SpanIndices['limits']>): SpanAsk {
  return { call, indices: { ...indices, limits: { ...indices.limits, ...limits } } };
}

function withIndices({ indices, call }: SpanAsk, spans: string): SpanAsk {
  return { call, indices: { ...indices, spans } };
}
