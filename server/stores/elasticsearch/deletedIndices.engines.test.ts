import { afterEach, expect, test } from 'vitest';
import { describeOnEngine, type TestEngine } from '../../../engines/testing/describeOnEngine.ts';
import { SEARCH_SORTS, type SearchSort } from '../../../shared/api/answers.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../shared/pipeline/routes.ts';
import { MATCH_ALL } from '../../../shared/query/ast.ts';
import { traceFromText } from '../../../shared/testing/traceFromText.ts';
import { traceIdOf, unaborted } from '../contract/contractFleet.ts';
import type { TraceStore } from '../traceStore.ts';
import { openElasticsearchStore } from './elasticsearchTraceStore.ts';
import { bulkSpans } from './testing/bulkSpans.ts';
import { putSpanIndex } from './testing/putSpanIndex.ts';
import { spanDocument } from './testing/spanDocument.ts';

const DAYS = ['2026-03-01', '2026-03-02', '2026-03-03'] as const;
const TRACES_A_DAY = 6;
const ALL = Array.from({ length: DAYS.length * TRACES_A_DAY }, (_, number) => number);
const PAGE = 4;
const RANGE = { fromUs: Date.UTC(2026, 1, 28) * 1_000, toUs: Date.UTC(2026, 2, 4) * 1_000 };

describeOnEngine('elasticsearch@8.19.7', (engine) => {
  let stores: TraceStore[] = [];
  let opened = 0;

  afterEach(async () => {
    for (const store of stores) await store.close();
    stores = [];
  });

  /** Traces 0 to 5 on the first day, 6 to 11 on the next, 12 to 17 on the last; the later the longer. */
  async function openThreeDays(clock = STEADY): Promise<Opened> {
    const prefix = `${engine.prefix}d${opened++}`;
    const indices = await Promise.all(
      DAYS.map((date, day) => putDay(engine, { prefix, date, first: day * TRACES_A_DAY })),
    );
    const store = openElasticsearchStore({
      engine: { urls: [new URL(engine.url)] },
      overrides: { indexPrefix: prefix },
      settleSeconds: 60,
      rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
      clock,
    });
    stores.push(store);
    return { store, deleteDay: (day) => engine.ask('DELETE', `/${indices[day]}`) };
  }

  test.each(SEARCH_SORTS)(
    'an index deleted between two pages of %s takes no other trace along, and none is shown twice',
    async (sort) => {
      const { store, deleteDay } = await openThreeDays();
      const pages = pagesOf(store, sort);
      const shown = (await pages.next()).value ?? [];
      expect(shown).toHaveLength(PAGE);
      await deleteDay(1);
      for await (const page of pages) shown.push(...page);
      expect(new Set(shown).size).toBe(shown.length);
      // Of those that are gone some may be shown as they were when the first page was made.
      const isLeft = (number: number) => number < TRACES_A_DAY || number >= 2 * TRACES_A_DAY;
      expect(shown.filter(isLeft).sort((a, b) => a - b)).toEqual(ALL.filter(isLeft));
    },
  );

  test.each(['-start', '-duration'] as const)(
    'when all are deleted the pages of %s come to an end',
    async (sort) => {
      const { store, deleteDay } = await openThreeDays();
      const pages = pagesOf(store, sort);
      const shown = (await pages.next()).value ?? [];
      for (const day of DAYS.keys()) await deleteDay(day);
      for await (const page of pages) shown.push(...page);
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.every((number) => ALL.includes(number))).toBe(true);
    },
  );

  test('a trace whose spans lay in two indices is shown as what is left of it', async () => {
    const { store, deleteDay } = await openThreeDays();
    const trace = { traceId: traceIdOf(7) };
    const spans = traceFromText('late @service |--|', {
      traceId: trace.traceId,
      startUs: startOf(13),
    });
    await bulkSpans(
      engine,
      `${engine.prefix}d${opened - 1}-jaeger-span-${DAYS[2]}`,
      spans.flatMap((span) => spanDocument(span, { writer: 'jaeger-2.13' }) ?? []),
    );
    const countSpans = async () =>
      (await store.traceSummary(trace, unaborted()))?.summary.spanCount;
    await deleteDay(1);
    expect(await countSpans()).toBe(1);
  });

  test('a clock that is put back, or far ahead, between two pages changes no answer', async () => {
    const clock = { nowUs: () => nowUs, nowMs: () => performance.now() };
    let nowUs = RANGE.toUs;
    const { store } = await openThreeDays(clock);
    const pages = pagesOf(store, '-start');
    const shown = (await pages.next()).value ?? [];
    nowUs -= 365 * 86_400_000_000;
    shown.push(...((await pages.next()).value ?? []));
    nowUs += 100 * 365 * 86_400_000_000;
    for await (const page of pages) shown.push(...page);
    expect(shown).toEqual(ALL.toReversed());
  });

  test('a trace settles by the clock there is now, whatever it was before', async () => {
    const clock = { nowUs: () => nowUs, nowMs: () => nowMs };
    let nowUs = startOf(0) - 365 * 86_400_000_000;
    let nowMs = 0;
    const { store } = await openThreeDays(clock);
    const isSettled = async () => {
      nowMs += 2_000;
      const found = await store.traceSummary({ traceId: traceIdOf(0) }, unaborted());
      return found?.summary.isSettled;
    };
    expect(await isSettled()).toBe(false);
    nowUs = startOf(0) + 86_400_000_000;
    expect(await isSettled()).toBe(true);
  });
});

interface Opened {
  readonly store: TraceStore;
  deleteDay(day: number): Promise<unknown>;
}

const STEADY = { nowUs: () => RANGE.toUs, nowMs: () => performance.now() };

const startOf = (number: number): number => {
  const day = Math.floor(number / TRACES_A_DAY);
  return Date.UTC(2026, 2, 1 + day, 12, number) * 1_000;
};

async function putDay(
  engine: TestEngine,
  {
    prefix,
    date,
    first,
  }: { readonly prefix: string; readonly date: string; readonly first: number },
): Promise<string> {
  const index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date, prefix });
  const documents = Array.from({ length: TRACES_A_DAY }, (_, at) => {
    const number = first + at;
    const text = `publish @sensor |0 ${number + 1}ms| producer`;
    const ids = { traceId: traceIdOf(number), startUs: startOf(number) };
    return traceFromText(text, ids).flatMap(
      (span) => spanDocument(span, { writer: 'jaeger-2.13' }) ?? [],
    );
  });
  await bulkSpans(engine, index, documents.flat());
  return index;
}

/** Numbers of the traces, page by page. */
async function* pagesOf(store: TraceStore, sort: SearchSort): AsyncGenerator<number[], undefined> {
  let cursor: string | undefined;
  do {
    const page = await store.searchTraces(
      { where: MATCH_ALL, ...RANGE, sort, limit: PAGE, ...(cursor && { cursor }) },
      unaborted(),
    );
    yield page.traces.map(({ traceId }) => Number(traceId.slice(2)));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
