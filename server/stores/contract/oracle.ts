import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Query } from '../../../shared/query/ast.ts';
import { spanMatcher } from '../../../shared/query/matchSpan.ts';
import { traceMatcher } from '../../../shared/query/matchTrace.ts';
import { printQuery } from '../../../shared/query/print.ts';
import type { Span } from '../../../shared/span/span.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { RANGE, unaborted } from './contractFleet.ts';
import { randomFleet, randomQuery, randomSpanQuery } from './randomFleet.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

const FLEET_SIZE = 120;
const QUERIES = 400;
const TIMEOUT_MS = 120_000;

interface KnownTrace {
  readonly spans: readonly Span[];
  readonly summary: TraceSummary;
}

/** The store's answers against `matchTrace`, which says what a query means. */
export function describeOracle(open: OpenStore): void {
  describe('agrees with matchTrace', () => {
    const seed = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);
    let opened: StoreUnderTest;
    const known: KnownTrace[] = [];
    let fleet: readonly (readonly Span[])[] = [];

    beforeAll(async () => {
      opened = await open();
      fleet = fc.sample(randomFleet(FLEET_SIZE), { seed, numRuns: 1 })[0] ?? [];
      await opened.put(fleet.flat());
      for (const spans of fleet) {
        const traceId = spans[0]?.traceId ?? '';
        const answer = await opened.store.traceSummary({ traceId }, unaborted());
        if (answer !== undefined) {
          known.push({ spans: opened.kept(spans), summary: answer.summary });
        }
      }
    });
    afterAll(() => opened.close());

    test(
      `on random queries over a random fleet (FLEET_SEED=${seed})`,
      async () => {
        expect(known.length).toBe(fleet.filter((spans) => opened.kept(spans).length > 0).length);
        let foundCount = 0;
        await fc.assert(
          fc.asyncProperty(randomQuery, async (where) => {
            const matches = traceMatcher(where);
            const expected = known.filter(({ spans, summary }) => matches(spans, summary));
            const found = await search(opened, where);
            foundCount += found.length > 0 && found.length < FLEET_SIZE ? 1 : 0;
            expect(found, printQuery(where)).toEqual(idsOf(expected));
          }),
          { seed, numRuns: QUERIES },
        );
        // Queries that find nothing or everything would agree by accident.
        expect(foundCount).toBeGreaterThan(QUERIES / 4);
      },
      TIMEOUT_MS,
    );

    test(
      `on random queries over one trace (FLEET_SEED=${seed})`,
      async () => {
        const place = fc.integer({ min: 0, max: known.length - 1 });
        await fc.assert(
          fc.asyncProperty(place, randomSpanQuery, async (number, where) => {
            const { summary } = known[number] ?? {};
            const ref = { traceId: summary?.traceId ?? '' };
            const spans: Span[] = [];
            for await (const batch of opened.store.readTrace(ref, unaborted()))
              spans.push(...batch);
            const matches = spanMatcher(where);
            const expected = spans.flatMap((span, at) => (matches(span) ? [at] : []));
            expect(await opened.store.matchSpans(ref, where, unaborted())).toEqual(expected);
          }),
          { seed, numRuns: QUERIES / 2 },
        );
      },
      TIMEOUT_MS,
    );
  });
}

async function search({ store }: StoreUnderTest, where: Query): Promise<readonly string[]> {
  const request = { where, ...RANGE, sort: '-start' as const, limit: FLEET_SIZE };
  const { traces, total } = await store.searchTraces(request, unaborted());
  expect(total.value).toBe(traces.length);
  return traces.map(({ traceId }) => traceId).sort();
}

const idsOf = (traces: readonly KnownTrace[]): readonly string[] =>
  traces.map(({ summary }) => summary.traceId).sort();
