import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import type { ValueCount } from '../../../../shared/api/answers.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import type { Query } from '../../../../shared/query/ast.ts';
import { histogramOf } from '../../aggregates/histogramOf.ts';
import { spanFieldReader } from '../../aggregates/spanFieldValues.ts';
import { isSummaryField, summaryFieldValues } from '../../aggregates/summaryFieldValues.ts';
import { ValueTally } from '../../aggregates/valueTally.ts';
import { query } from '../../contract/contractFleet.ts';
import { randomFleet } from '../../contract/randomFleet.ts';
import type { EngineSearch } from '../engine/engineCall.ts';
import { EngineTraceMatches } from '../matching/engineTraceMatches.ts';
import { countSearches } from '../testing/countSearches.ts';
import { EngineTraceBank } from '../traces/engineTraceBank.ts';
import type { AnalysedTrace } from '../traces/traceBank.ts';
import type { AggregateBounds, AggregateParts } from './aggregateParts.ts';
import { computeBreakdown } from './breakdown.ts';
import { countFacets } from './facets.ts';
import { computeHistogram } from './histogram.ts';
import { type IndexedFleet, indexFleet } from './testing/indexedFleet.ts';
import { knownTraces } from './testing/knownTraces.ts';
import { withSteadyIds } from './testing/steadyIds.ts';

const FLEET_SIZE = 400;
const SEED = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);

const SUMMARY_FIELDS = ['device', 'finding', 'db.status', 'trace.duration'];
const SPAN_FIELDS = ['service', 'operation', 'kind', 'status'];
const FIELDS = [...SUMMARY_FIELDS, ...SPAN_FIELDS];
const SIZE = 5;

const SOME_READ: AggregateBounds = { mostAnalysed: 40, mostNamed: 1_000, mostSampled: 30 };
const SOME_SAMPLED: AggregateBounds = { mostAnalysed: 40, mostNamed: 50, mostSampled: 30 };

describeOnEveryEngine((engine) => {
  describe(`random traces (FLEET_SEED=${SEED})`, () => {
    let fleet: IndexedFleet;
    let range: { readonly fromUs: number; readonly toUs: number };

    beforeAll(async () => {
      const traces = fc.sample(randomFleet(FLEET_SIZE), { seed: SEED, numRuns: 1 })[0] ?? [];
      fleet = await indexFleet(
        engine,
        withSteadyIds(traces),
        { writer: 'jaeger-2.7' },
        { date: 'all' },
      );
      const startsUs = fleet.traces.map(({ summary }) => summary.startUs).sort((a, b) => a - b);
      // Traces begin before it, and end after it.
      range = { fromUs: startsUs[20] ?? 0, toUs: startsUs.at(-20) ?? 0 };
    });
    afterAll(() => fleet?.close());

    const partsOf = (bounds?: AggregateBounds): AggregateParts => ({
      ...knownTraces(fleet.traces),
      ...(bounds !== undefined && { bounds }),
    });

    async function matching(where: Query): Promise<readonly AnalysedTrace[]> {
      const { matches } = partsOf();
      const { traces } = await matches.ids(
        { where, ...range },
        Number.POSITIVE_INFINITY,
        fleet.ask(),
      );
      const ids = new Set(traces.map(({ traceId }) => traceId));
      return fleet.traces.filter(({ summary }) => ids.has(summary.traceId));
    }

    const newestOf = (traces: readonly AnalysedTrace[]) =>
      traces.toSorted((a, b) => b.summary.startUs - a.summary.startUs).slice(0, 40);

    test('facets of few read each trace once, and count none before', async () => {
      const { ask, searches } = countSearches(fleet.ask());
      const bank = new EngineTraceBank({
        rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
        settleDelayUs: 0,
        clock: { nowUs: () => Date.now() * 1_000, nowMs: () => performance.now() },
      });
      const request = { where: query('service=writer'), ...range, fields: FIELDS, size: SIZE };
      const parts = { matches: new EngineTraceMatches(bank), bank };
      const { facets } = await countFacets(request, ask, parts);
      expect(facets).toEqual(facetsOf(await matching(request.where), FIELDS));
      const readIds = searches.filter(readsSpans).flatMap(idsIn);
      expect(readIds.length).toBeGreaterThan(facets.length);
      expect(new Set(readIds).size).toBe(readIds.length);
      expect(searches.filter(countsTraces)).toEqual([]);
    });

    test.each(['', 'service=writer', 'status=error -n=42'])(
      'facets of few are read, and complete: %s',
      async (text) => {
        const request = { where: query(text), ...range, fields: FIELDS, size: SIZE };
        const { facets, completeness } = await countFacets(request, fleet.ask(), partsOf());
        expect(facets).toEqual(facetsOf(await matching(request.where), FIELDS));
        expect(completeness).toMatchObject({ isComplete: true, notes: [] });
      },
    );

    test.each(['', 'service=writer', 'status=error -n=42'])(
      'facets of many: the engine counts all, the newest tell what only a summary has: %s',
      async (text) => {
        const where = query(text);
        const traces = await matching(where);
        const request = { where, ...range, fields: FIELDS, size: SIZE };
        const answer = await countFacets(request, fleet.ask(), partsOf(SOME_READ));
        expect(answer.facets).toEqual([
          ...facetsOf(newestOf(traces), SUMMARY_FIELDS),
          ...facetsOf(traces, SPAN_FIELDS),
        ]);
        expect(answer.completeness).toMatchObject({
          isComplete: false,
          analysedTraces: 40,
          matchingTraces: { value: traces.length, relation: 'eq' },
        });
        const counted = { ...request, fields: SPAN_FIELDS };
        const { completeness } = await countFacets(counted, fleet.ask(), partsOf(SOME_READ));
        expect(completeness).toMatchObject({
          isComplete: true,
          notes: ['The engine counts values to within 1 %.'],
        });
      },
    );

    test('facets of more than can be named are those of a sixteenth, scaled and marked', async () => {
      const where = query('operation=* OR n=1');
      const traces = await matching(where);
      const sample = traces.filter(({ summary }) => summary.traceId.endsWith('7'));
      const request = { where, ...range, fields: ['service'], size: SIZE };
      const answer = await countFacets(request, fleet.ask(), partsOf(SOME_SAMPLED));
      expect(answer.facets[0]?.values).toEqual(
        facetsOf(sample, ['service'])[0]?.values.map(({ value, count }) => ({
          value,
          count: count * 16,
        })),
      );
      expect(answer.completeness).toMatchObject({
        isComplete: false,
        matchingTraces: { value: 16 * sample.length, relation: 'approx' },
        notes: ['Values of attributes are estimated from one in 16 of the traces.'],
      });
    });

    test('facets of all traces take the sixteenth from the engine itself', async () => {
      const everything = { where: query(''), fromUs: 0, toUs: 8e15 };
      const sample = fleet.traces.filter(({ summary }) => summary.traceId.endsWith('7'));
      const request = { ...everything, fields: ['device.id'], size: 100 };
      const answer = await countFacets(request, fleet.ask(), partsOf(SOME_SAMPLED));
      const share = fleet.traces.length / sample.length;
      const expected = facetsOf(sample, ['device.id'], 100)[0]?.values ?? [];
      // What is not in the index, as an empty value, is not looked for in a sample.
      const isNamed = ({ value }: ValueCount) => value !== '';
      expect(answer.facets[0]?.values.filter(isNamed)).toEqual(
        expected.filter(isNamed).map(({ value, count }) => ({
          value,
          count: Math.round(count * share),
        })),
      );
      expect(answer.completeness.isComplete).toBe(false);
    });

    test.each(['', 'service=writer'])('a histogram of few is exact: %s', async (text) => {
      const request = { where: query(text), ...range, buckets: 12 };
      const answer = await computeHistogram(request, fleet.ask(), partsOf());
      const { completeness, ...histogram } = answer;
      const traces = await matching(request.where);
      expect(histogram).toEqual(
        histogramOf(
          traces.map(({ summary }) => summary),
          request,
        ),
      );
      expect(completeness).toMatchObject({ isComplete: true, notes: [] });
    });

    test.each(['service=writer', 'status=error -n=42'])(
      'a histogram of many has them all at their starts, and findings and durations of some: %s',
      async (text) => {
        const request = { where: query(text), ...range, buckets: 4 };
        const traces = await matching(request.where);
        const { buckets, heatmap, completeness } = await computeHistogram(
          request,
          fleet.ask(),
          partsOf(SOME_READ),
        );
        const all = histogramOf(
          traces.map(({ summary }) => summary),
          request,
        );
        expect(buckets.map(({ count }) => count)).toEqual(all.buckets.map(({ count }) => count));
        for (const [index, bucket] of buckets.entries()) {
          const { count, errorCount, findingCount, flaggedCount = 0, p50Us } = bucket;
          expect(Math.max(errorCount, findingCount)).toBeLessThanOrEqual(flaggedCount);
          expect(flaggedCount).toBeLessThanOrEqual(count);
          const binCount = heatmap.durationEdgesUs.length - 1;
          const cells = heatmap.counts.slice(index * binCount, (index + 1) * binCount);
          const total = cells.reduce((sum, cell) => sum + cell, 0);
          const expected = p50Us === undefined ? 0 : count;
          expect(Math.abs(total - expected)).toBeLessThanOrEqual(binCount);
        }
        expect(completeness).toMatchObject({
          isComplete: false,
          matchingTraces: { value: traces.length, relation: 'eq' },
          notes: ['Findings and durations over time are estimated from 30 traces spread evenly.'],
        });
      },
    );

    test('a histogram of all traces has them all, those begun before it at their next span', async () => {
      const request = { where: query(''), ...range, buckets: 4 };
      const parts = partsOf(SOME_SAMPLED);
      const { buckets, completeness } = await computeHistogram(request, fleet.ask(), parts);
      const starts = histogramOf(
        fleet.traces.map(({ summary }) => summary),
        request,
      );
      for (const [index, { count }] of buckets.entries()) {
        expect(count).toBeGreaterThanOrEqual(starts.buckets[index]?.count ?? 0);
      }
      expect(buckets.some(({ p99Us = 0 }) => p99Us > 0)).toBe(true);
      expect(completeness).toMatchObject({ isComplete: false });
    });

    test('a breakdown of few is complete, one of many tells of the newest', async () => {
      for (const by of ['device', 'rule.name']) {
        const request = { where: query(''), ...range, by, sort: '-count' as const, limit: 100 };
        const countsOf = async (bounds?: AggregateBounds) => {
          const answer = await computeBreakdown(request, fleet.ask(), partsOf(bounds));
          return {
            counts: answer.rows.map(({ value, count }) => ({ value, count })),
            completeness: answer.completeness,
          };
        };
        const traces = await matching(request.where);
        const few = await countsOf();
        expect(few.counts).toEqual(facetsOf(traces, [by], 100)[0]?.values);
        expect(few.completeness.isComplete).toBe(true);
        const many = await countsOf(SOME_READ);
        expect(many.counts).toEqual(facetsOf(newestOf(traces), [by], 100)[0]?.values);
        expect(many.completeness).toMatchObject({
          isComplete: false,
          analysedTraces: 40,
          matchingTraces: { value: traces.length },
        });
      }
    });
  });
});

const countsTraces = ({ body }: EngineSearch): boolean =>
  body.size === 0 && (body.track_total_hits !== false || 'aggs' in body);

/** Searches for whole spans, but for those that lie a day away from the others of their trace. */
const readsSpans = ({ body }: EngineSearch): boolean =>
  body.size !== 0 &&
  body.stored_fields === undefined &&
  body._source === undefined &&
  !JSON.stringify(body.query).includes('must_not');

const idsIn = ({ body }: EngineSearch): readonly string[] =>
  JSON.stringify(body.query).match(/[0-9a-f]{32}/g) ?? [];

function facetsOf(traces: readonly AnalysedTrace[], fields: readonly string[], size = SIZE) {
  return fields.map((field) => {
    const tally = new ValueTally();
    const readField = spanFieldReader([field]);
    for (const { spans, summary } of traces) {
      const values = isSummaryField(field)
        ? summaryFieldValues(summary, field)
        : readField(spans)[0];
      tally.add(values ?? []);
    }
    return tally.facet(field, size);
  });
}
