import { expect, test } from 'vitest';
import { describeOnEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import type { Span } from '../../../../shared/span/span.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import { SYSTEM_CLOCK } from '../../clock.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { askEngineOf, spanIndices } from '../testing/askEngineOf.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { countSearches } from '../testing/countSearches.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { spanDocument } from '../testing/spanDocument.ts';
import { EngineTraceBank } from './engineTraceBank.ts';
import { readLayout, traceSummary } from './traceReading.ts';
import { readTraceRuns, readWholeTrace } from './wholeTrace.ts';

const SPAN_COUNT = 100;

/** So small that the trace is read in more than five slices. */
const LIMITS = { maxResultWindow: 20 };

describeOnEngine('elasticsearch@8.19.7', (engine) => {
  async function put(spans: readonly Span[], date: string): Promise<string> {
    const index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date });
    await bulkSpans(engine, index, documentsOf(spans));
    return index;
  }

  const askOf = (indices: string, signal?: AbortSignal) =>
    askEngineOf(engine, spanIndices(indices, { limits: LIMITS }), signal);

  test('a trace that is opened is read once: for its summary, and drawn from the same', async () => {
    const ref = { traceId: idOf(1) };
    const index = await put(largeTrace(1), 'once');
    const bank = newBank();
    const first = countSearches(askOf(index));
    const second = countSearches(askOf(index));
    const [one, other, rows] = await Promise.all([
      traceSummary(ref, bank, first.ask),
      traceSummary(ref, bank, second.ask),
      rowsOf(readLayout(ref, bank, second.ask)),
    ]);
    expect([one?.summary.spanCount, other?.summary.spanCount]).toEqual([SPAN_COUNT, SPAN_COUNT]);
    expect(rows).toEqual(largeTrace(1).map(({ startUs }) => startUs));
    expect(second.searches).toEqual([]);
    const third = countSearches(askOf(index));
    await rowsOf(readLayout(ref, bank, third.ask));
    expect(third.searches).toEqual([]);
  });

  test('who draws it reads on when whoever asked for the summary goes away', async () => {
    const ref = { traceId: idOf(2) };
    const index = await put(largeTrace(2), 'leaving');
    const bank = newBank();
    const leaver = new AbortController();
    const summary = traceSummary(ref, bank, askOf(index, leaver.signal));
    const left = expect(summary).rejects.toThrow('gone');
    const rows: number[] = [];
    for await (const { startUs } of readLayout(ref, bank, askOf(index))) {
      rows.push(...startUs);
      leaver.abort(new Error('gone'));
    }
    await left;
    expect(rows).toEqual(largeTrace(2).map(({ startUs }) => startUs));
  });

  test('who waits for the summary somebody else asked for gets it though they go away', async () => {
    const ref = { traceId: idOf(3) };
    const index = await put(largeTrace(3), 'waiting');
    const bank = newBank();
    const leaver = new AbortController();
    const left = traceSummary(ref, bank, askOf(index, leaver.signal));
    const waiting = traceSummary(ref, bank, askOf(index));
    leaver.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect((await waiting)?.summary.spanCount).toBe(SPAN_COUNT);
  });

  test('every run of spans but the last tells that more come', async () => {
    const index = await put(largeTrace(7), 'runs');
    const follow: boolean[] = [];
    for await (const { restCount } of readTraceRuns({ traceId: idOf(7) }, askOf(index))) {
      follow.push(restCount > 0);
    }
    expect(follow.length).toBeGreaterThan(5);
    expect(follow.lastIndexOf(true)).toBe(follow.length - 2);
    expect(follow.indexOf(false)).toBe(follow.length - 1);
  });

  test('spans whose index is deleted while they are read are said to be missing', async () => {
    const spans = largeTrace(4);
    const index = await put(spans.slice(0, 60), 'staying');
    const deleted = await put(spans.slice(60), 'deleted');
    const ask = askOf(`${index},${deleted}`);
    const read = await spansWhile(ask, 4, () => engine.ask('DELETE', `/${deleted}`));
    expect(read.length).toBeLessThan(SPAN_COUNT);
    expect(ask.call.completeness()).toMatchObject({
      isComplete: false,
      notes: [expect.stringMatching(/of 100 spans of the trace were gone before they were read/)],
    });
  });

  test('of a trace that grows while it is read nothing is missing that was there before', async () => {
    const spans = largeTrace(5);
    const index = await put(spans, 'growing');
    const ask = askOf(index);
    const more = largeTrace(5)
      .slice(40, 60)
      .map((span) => ({ ...span, operation: 'later' }));
    const read = await spansWhile(ask, 5, () => bulkSpans(engine, index, documentsOf(more)));
    const before = read.filter(({ operation }) => operation !== 'later');
    expect(before.map(({ spanId }) => spanId)).toEqual(spans.map(({ spanId }) => spanId));
    expect(ask.call.completeness().isComplete).toBe(true);
  });

  test('more than 10,000 spans of one id in one microsecond are all there', async () => {
    const [root] = largeTrace(6);
    if (root === undefined) throw new Error('no span');
    const spans = Array.from({ length: 10_500 }, (_, at) => ({ ...root, operation: `step ${at}` }));
    const index = await put(spans, 'ten-thousand');
    const ask = askEngineOf(engine, spanIndices(index));
    const read: string[] = [];
    for await (const batch of readWholeTrace({ traceId: idOf(6) }, ask)) {
      for (const { operation } of batch) read.push(operation);
    }
    expect(read).toHaveLength(10_500);
    expect(new Set(read).size).toBe(10_500);
  });

  async function spansWhile(ask: SpanAsk, number: number, change: () => Promise<unknown>) {
    const read: Span[] = [];
    for await (const batch of readWholeTrace({ traceId: idOf(number) }, ask)) {
      if (read.length === 0) await change();
      read.push(...batch);
    }
    return read;
  }
});

const newBank = () =>
  new EngineTraceBank({
    rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
    settleDelayUs: 60_000_000,
    clock: SYSTEM_CLOCK,
  });

async function rowsOf(layouts: ReturnType<typeof readLayout>): Promise<readonly number[]> {
  const starts: number[] = [];
  for await (const { startUs } of layouts) starts.push(...startUs);
  return starts;
}

const documentsOf = (spans: readonly Span[]): readonly string[] =>
  spans.flatMap((span) => spanDocument(span, { writer: 'jaeger-2.13' }) ?? []);

const idOf = (number: number): string => String(number).padStart(32, 'c');

/** A root and its children, a microsecond apart. */
function largeTrace(number: number): readonly Span[] {
  const [root] = traceFromText('step @worker | - | internal', { traceId: idOf(number) });
  if (root === undefined) throw new Error('no span');
  return Array.from({ length: SPAN_COUNT }, (_, at) => ({
    ...root,
    spanId: (at + 1).toString(16).padStart(16, '0'),
    startUs: root.startUs + at,
    ...(at > 0 && { parentSpanId: root.spanId }),
  }));
}
