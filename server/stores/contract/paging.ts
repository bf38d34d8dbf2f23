import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEARCH_SORTS, type SearchSort } from '../../../shared/api/answers.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { BadRequest, type SearchRequest, type TraceStore } from '../traceStore.ts';
import { FLEET, numberedTrace, query, RANGE, unaborted } from './contractFleet.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

const ALL = { where: query(''), ...RANGE, sort: '-start' as SearchSort, limit: 3 };

/** Six traces that start in the same microsecond, beside those of the fleet. */
const TIED = [20, 21, 22, 23, 24, 25].map((number) =>
  numberedTrace(number, 'tick @clock |-|').map((span) => ({
    ...span,
    startUs: 1_800_000_000_000_000,
  })),
);

async function readPages(store: TraceStore, request: SearchRequest): Promise<TraceSummary[][]> {
  const pages: TraceSummary[][] = [];
  let cursor: string | undefined;
  do {
    const page = await store.searchTraces({ ...request, ...(cursor && { cursor }) }, unaborted());
    pages.push([...page.traces]);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const SORT_KEYS: Readonly<Record<string, (summary: TraceSummary) => number>> = {
  start: ({ startUs }) => startUs,
  duration: ({ durationUs }) => durationUs,
  spans: ({ spanCount }) => spanCount,
  errors: ({ errorCount }) => errorCount,
};

export function describePaging(open: OpenStore): void {
  describe('pages', () => {
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
      await opened.put([...FLEET, ...TIED].flat());
    });
    afterAll(() => opened.close());

    test.each(SEARCH_SORTS)('sorted by %s visit every trace once, in order', async (sort) => {
      const request = { ...ALL, toUs: 1_900_000_000_000_000, sort };
      const pages = await readPages(opened.store, request);
      const traces = pages.flat();
      expect(pages.map((page) => page.length)).toEqual([3, 3, 3, 3, 2]);
      expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(14);
      const key = SORT_KEYS[sort.replace('-', '')] ?? (() => 0);
      const sign = sort.startsWith('-') ? -1 : 1;
      const keys = traces.map((trace) => sign * key(trace));
      expect(keys).toEqual(keys.toSorted((a, b) => a - b));
    });

    test('say how many traces match, on every page', async () => {
      const first = await opened.store.searchTraces({ ...ALL, limit: 5 }, unaborted());
      expect(first.total).toEqual({ value: 8, relation: 'eq' });
      const { nextCursor } = first;
      const request = { ...ALL, limit: 5, ...(nextCursor && { cursor: nextCursor }) };
      const second = await opened.store.searchTraces(request, unaborted());
      expect(second.total.value).toBe(8);
      expect(second.nextCursor).toBeUndefined();
    });

    test('hold traces that started in the range, its end left out', async () => {
      const [second] = FLEET[1] ?? [];
      const fromUs = second?.startUs ?? 0;
      const range = { fromUs, toUs: fromUs + 2_000_000 };
      const { traces } = await opened.store.searchTraces({ ...ALL, ...range }, unaborted());
      expect(traces.map(({ startUs }) => startUs - fromUs)).toEqual([1_000_000, 0]);
    });

    test('refuse a cursor of another query, range or sort, and one made up', async () => {
      const { nextCursor = '' } = await opened.store.searchTraces(ALL, unaborted());
      const others: readonly SearchRequest[] = [
        { ...ALL, where: query('device.id=s-1') },
        { ...ALL, fromUs: ALL.fromUs + 1 },
        { ...ALL, sort: 'start' },
      ];
      for (const other of others) {
        const attempt = opened.store.searchTraces({ ...other, cursor: nextCursor }, unaborted());
        await expect(attempt).rejects.toBeInstanceOf(BadRequest);
      }
      for (const cursor of ['', 'x', 'bnVsbA', `${nextCursor.slice(2)}`, '__proto__']) {
        const attempt = opened.store.searchTraces({ ...ALL, cursor }, unaborted());
        await expect(attempt).rejects.toBeInstanceOf(BadRequest);
      }
    });

    test('are complete and say so', async () => {
      const { completeness } = await opened.store.searchTraces(ALL, unaborted());
      expect(completeness).toMatchObject({ isComplete: true, notes: [] });
    });
  });
}
