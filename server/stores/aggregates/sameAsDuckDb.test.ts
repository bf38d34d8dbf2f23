import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BREAKDOWN_SORTS, FACET_FIELDS } from '../../../shared/api/answers.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../shared/pipeline/routes.ts';
import { MATCH_ALL } from '../../../shared/query/ast.ts';
import type { Span } from '../../../shared/span/span.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { unaborted } from '../contract/contractFleet.ts';
import { randomFleet } from '../contract/randomFleet.ts';
import { type DuckDbTraceStore, openDuckDbStore } from '../duckdb/duckDbTraceStore.ts';
import { makeDataDir, removeDataDir } from '../duckdb/testing/openTestStore.ts';
import { Breakdown } from './breakdown.ts';
import { histogramOf } from './histogramOf.ts';
import { spanFieldReader } from './spanFieldValues.ts';
import { isSummaryField, summaryFieldValues } from './summaryFieldValues.ts';
import { addTo, facetOf } from './valueCounts.ts';

const FLEET_SIZE = 300;
const SEED = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);

const FIELDS = [
  ...FACET_FIELDS,
  'errors',
  'spans',
  'trace.duration',
  'device.id',
  'mqtt.topic',
  'n',
  'event',
  'otel.scope.name',
  'otel.status_description',
  'function.cold_start',
  '__proto__',
  'service.name',
  'no.such.key',
];

describe(`counting traces in memory comes to what DuckDB comes to (FLEET_SEED=${SEED})`, () => {
  let dataDir: string;
  let store: DuckDbTraceStore;
  let traces: readonly { readonly spans: readonly Span[]; readonly summary: TraceSummary }[];
  let range: { readonly fromUs: number; readonly toUs: number };

  beforeAll(async () => {
    dataDir = await makeDataDir();
    store = await openDuckDbStore({
      dataDir,
      settleSeconds: 60,
      thresholds: DEFAULT_THRESHOLDS,
      routes: DEFAULT_ROUTES,
      memoryLimitMb: 128, // as the product gives
    });
    const fleet = fc.sample(randomFleet(FLEET_SIZE), { seed: SEED, numRuns: 1 })[0] ?? [];
    await store.append(fleet.flat(), { arrivedUs: 0 });
    await store.flush();
    traces = await Promise.all(
      fleet.map(async (spans) => {
        const traceId = spans[0]?.traceId ?? '';
        const answer = await store.traceSummary({ traceId }, unaborted());
        if (answer === undefined) throw new Error(`${traceId} was lost`);
        return { spans, summary: answer.summary };
      }),
    );
    // A range that leaves traces out at both ends.
    const startsUs = traces.map(({ summary }) => summary.startUs).sort((a, b) => a - b);
    range = { fromUs: startsUs[9] ?? 0, toUs: startsUs[FLEET_SIZE - 10] ?? 0 };
  });
  afterAll(async () => {
    await store.close();
    await removeDataDir(dataDir);
  });

  const within = () =>
    traces.filter(({ summary: { startUs } }) => startUs >= range.fromUs && startUs < range.toUs);

  function valuesIn(field: string): readonly (readonly string[])[] {
    if (isSummaryField(field)) {
      return within().map(({ summary }) => summaryFieldValues(summary, field));
    }
    const read = spanFieldReader([field]);
    return within().map(({ spans }) => [...(read(spans)[0] ?? [])]);
  }

  test.each([2, 50])('facets of %i values', async (size) => {
    const request = { where: MATCH_ALL, ...range, fields: FIELDS, size };
    const { facets } = await store.facets(request, unaborted());
    const own = FIELDS.map((field) => {
      const counts = new Map<string, number>();
      for (const values of valuesIn(field)) for (const value of values) addTo(counts, value);
      return facetOf(field, counts, size);
    });
    expect(own).toEqual(facets);
    expect(own.filter(({ values }) => values.length > 1).length).toBeGreaterThan(10);
  });

  test.each([1, 7, 60])('a histogram of %i buckets', async (buckets) => {
    const request = { where: MATCH_ALL, ...range, buckets };
    const { completeness, ...histogram } = await store.histogram(request, unaborted());
    const own = histogramOf(
      traces.map(({ summary }) => summary),
      request,
    );
    expect(own).toEqual(histogram);
  });

  test.each(BREAKDOWN_SORTS)('breakdowns in the order %s', async (sort) => {
    for (const by of FIELDS) {
      const request = { where: MATCH_ALL, ...range, by, sort, limit: 4 };
      const { rows } = await store.breakdown(request, unaborted());
      const own = new Breakdown();
      for (const [at, values] of valuesIn(by).entries()) {
        const trace = within()[at];
        if (trace !== undefined) own.add(trace.summary, values);
      }
      expect(own.rows(request), by).toEqual(rows);
    }
  });
});
