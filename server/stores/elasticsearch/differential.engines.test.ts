import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeOnEngine } from '../../../engines/testing/describeOnEngine.ts';
import { FACET_FIELDS } from '../../../shared/api/answers.ts';
import type { Query } from '../../../shared/query/ast.ts';
import { printQuery } from '../../../shared/query/print.ts';
import type { Span } from '../../../shared/span/span.ts';
import { RANGE, unaborted } from '../contract/contractFleet.ts';
import { randomFleet, randomQuery } from '../contract/randomFleet.ts';
import type { StoreUnderTest } from '../contract/storeUnderTest.ts';
import { openDuckDbUnderTest } from '../duckdb/testing/openDuckDbUnderTest.ts';
import type { TraceStore } from '../traceStore.ts';
import type { JaegerWriter } from './testing/jaegerWriter.ts';
import { openOnEngine } from './testing/openOnEngine.ts';

const TRACES = 150;
const QUERIES_A_WRITER = 700;
const TIMEOUT_MS = 600_000;
const WRITERS: readonly JaegerWriter[] = ['jaeger-1.62', 'jaeger-2.13', 'jaeger-2.20'];
const FIELDS = [...FACET_FIELDS, 'device.id', 'mqtt.topic', 'n', 'event', 'errors', 'spans'];

/** A query asks for facets of so many, the next one for those after them. */
const FIELDS_A_QUERY = 4;

let queries = 0;
let answeredQueries = 0;
/** Queries that found some traces and not all: the others agree by accident. */
let tellingQueries = 0;

describeOnEngine('elasticsearch@8.19.7', (engine) => {
  const seed = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);

  test.each(WRITERS)(
    `the embedded store and the engine answer the same of what %s wrote (FLEET_SEED=${seed})`,
    async (writer) => {
      const fleet = fc.sample(randomFleet(TRACES), { seed, numRuns: 1 })[0] ?? [];
      const onEngine = await openOnEngine(engine, { writer });
      const embedded = await openDuckDbUnderTest();
      try {
        const kept = await fill(fleet, onEngine, embedded);
        await fc.assert(
          fc.asyncProperty(randomQuery, async (where) => {
            const found = await compareAnswers(where, onEngine.store, embedded.store);
            queries++;
            if (found > 0) answeredQueries++;
            if (found > 0 && found < kept) tellingQueries++;
          }),
          { seed, numRuns: QUERIES_A_WRITER },
        );
      } finally {
        await Promise.all([onEngine.close(), embedded.close()]);
      }
    },
    TIMEOUT_MS,
  );

  test('and a third of the queries at least found something, a quarter not everything', () => {
    expect(queries).toBeGreaterThanOrEqual(2_000);
    expect(answeredQueries).toBeGreaterThan(queries / 3);
    expect(tellingQueries).toBeGreaterThan(queries / 4);
  });
});

/** Both get what the engine's documents hold. @returns how many traces */
async function fill(
  fleet: readonly (readonly Span[])[],
  onEngine: StoreUnderTest,
  embedded: StoreUnderTest,
): Promise<number> {
  const kept = onEngine.kept(fleet.flat());
  await Promise.all([onEngine.put(fleet.flat()), embedded.put(kept)]);
  return new Set(kept.map(({ traceId }) => traceId)).size;
}

/** @returns how many traces were found */
async function compareAnswers(
  where: Query,
  engine: TraceStore,
  embedded: TraceStore,
): Promise<number> {
  const from = (queries * FIELDS_A_QUERY) % FIELDS.length;
  const fields = FIELDS.slice(from, from + FIELDS_A_QUERY);
  const [ofEngine, ofEmbedded] = await Promise.all([
    answersOf(where, fields, engine),
    answersOf(where, fields, embedded),
  ]);
  expect(ofEngine, printQuery(where)).toEqual(ofEmbedded);
  return ofEmbedded.traceIds.length;
}

async function answersOf(where: Query, fields: readonly string[], store: TraceStore) {
  const question = { where, ...RANGE };
  const [page, facets, histogram] = await Promise.all([
    store.searchTraces({ ...question, sort: '-start', limit: TRACES }, unaborted()),
    store.facets({ ...question, fields, size: 50 }, unaborted()),
    store.histogram({ ...question, buckets: 12 }, unaborted()),
  ]);
  return {
    traceIds: page.traces.map(({ traceId }) => traceId).sort(),
    total: page.total,
    facets: facets.facets,
    buckets: histogram.buckets,
    heatmap: histogram.heatmap,
  };
}
