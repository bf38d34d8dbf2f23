import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import { matchSpan } from '../../../../shared/query/matchSpan.ts';
import type { Span } from '../../../../shared/span/span.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import { SYSTEM_CLOCK } from '../../clock.ts';
import { FLEET, spanQuery, traceIdOf } from '../../contract/contractFleet.ts';
import { printLayout, printSpanAsLayout } from '../../contract/reading.ts';
import type { TraceRef } from '../../traceStore.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { inSpanOrder } from '../documents/spanOrder.ts';
import { askEngineOf, spanIndices } from '../testing/askEngineOf.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import type { JaegerWriter } from '../testing/jaegerWriter.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { spanDocument, type Writing } from '../testing/spanDocument.ts';
import { EngineTraceBank } from './engineTraceBank.ts';
import { matchSpans, readLayout, readSpans, traceSummary } from './traceReading.ts';
import { readWholeTrace } from './wholeTrace.ts';

const WRITERS: readonly JaegerWriter[] = [
  'jaeger-1.15',
  'jaeger-1.62',
  'jaeger-1.76',
  'jaeger-2.7',
  'jaeger-2.13',
  'jaeger-2.20',
];

const WRITINGS: readonly Writing[] = WRITERS.flatMap((writer) => [
  { writer },
  { writer, tagsAsFields: 'all' as const },
]);

const DAY_US = 86_400_000_000;
const LATER_ID = '000000000000000000000000000000a7';

describeOnEveryEngine((engine) => {
  const askOf = (indices: SpanIndices) => askEngineOf(engine, indices);

  async function put(
    spans: readonly Span[],
    writing: Writing,
    date: string,
    shards = 1,
  ): Promise<SpanIndices> {
    const settings = { 'index.number_of_shards': shards };
    const index = await putSpanIndex(engine, { variant: writing.writer, date, settings });
    await bulkSpans(engine, index, documentsOf(spans, writing));
    return spanIndices(index);
  }

  async function read(ref: TraceRef, indices: SpanIndices): Promise<readonly Span[]> {
    return collect(readWholeTrace(ref, askOf(indices)));
  }

  describe('a trace that was written by', () => {
    let index = '';
    beforeAll(async () => {
      index = await putSpanIndex(engine, { variant: 'jaeger-2.20', date: 'whole' });
      const documents = WRITINGS.flatMap((writing, at) =>
        documentsOf(FLEET.flat().map(withId(at)), writing),
      );
      await bulkSpans(engine, index, documents);
    });

    test.each(WRITINGS.map((writing, at) => ({ ...writing, at })))(
      '$writer, tags as fields: $tagsAsFields',
      async ({ at }) => {
        const trace = FLEET[2]?.map(withId(at)) ?? [];
        const ref = { traceId: trace[0]?.traceId ?? '' };
        const indices = spanIndices(index);
        const spans = await read(ref, indices);
        expect(spans.map(outline)).toEqual(inSpanOrder(trace).map(outline));
        const layouts = await collect(readLayoutBatches(ref, indices));
        expect(layouts).toEqual(spans.map(printSpanAsLayout));
        expect(await readSpans(ref, '0000000000000005', askOf(indices))).toEqual([spans[4]]);
        const where = spanQuery('status=error OR duration<=1ms');
        const places = spans.flatMap((span, place) => (matchSpan(where, span) ? [place] : []));
        expect(await matchSpans(ref, where, askOf(indices))).toEqual(places);
      },
    );
  });

  test('three forms of one trace id are one trace', async () => {
    const [first, second, third] = spanAtOf(3, LATER_ID);
    const index = await putSpanIndex(engine, { variant: 'jaeger-2.20', date: 'forms' });
    await bulkSpans(engine, index, [
      ...documentsOf(only(first), { writer: 'jaeger-1.15' }),
      ...documentsOf(only(second), { writer: 'jaeger-1.62' }),
      ...documentsOf(only(third), { writer: 'jaeger-2.20' }),
    ]);
    const indices = spanIndices(index);
    const spans = await read({ traceId: LATER_ID }, indices);
    expect(spans.map(outline)).toEqual([first, second, third].map((span) => span && outline(span)));
    const seenUs = first?.startUs ?? 0;
    const summaries = await newBank().summaries([{ traceId: LATER_ID, seenUs }], askOf(indices));
    expect(summaries.get(LATER_ID)?.spanCount).toBe(3);
  });

  describe('a trace of last month', () => {
    let indices: SpanIndices;
    const traceId = traceIdOf(1);
    const startUs = FLEET[0]?.[0]?.startUs ?? 0;
    beforeAll(async () => {
      await put(FLEET[0] ?? [], { writer: 'jaeger-2.13' }, 'months-2026-01-05');
      await put(FLEET[1] ?? [], { writer: 'jaeger-2.13' }, 'months-2026-02-05');
      indices = spanIndices(`${engine.prefix}-jaeger-span-months-*`);
    });

    test.each([
      ['the right time', startUs],
      ['a time a day off, as a device with another clock says', startUs + 1.5 * DAY_US],
      ['a time of another month', startUs + 31 * DAY_US],
    ])('is found by a link with %s', async (_, atUs) => {
      expect(await read({ traceId, atMs: atUs / 1_000 }, indices)).toHaveLength(5);
    });

    test('is found by a link without a time', async () => {
      expect(await read({ traceId }, indices)).toHaveLength(5);
    });

    test('is found though its days are not the same', async () => {
      const far = spanAtOf(2, LATER_ID).map((span, at) => ({
        ...span,
        startUs: span.startUs + at * 40 * DAY_US,
      }));
      const found = await put(far, { writer: 'jaeger-2.13' }, 'far');
      const ids = far.map(({ spanId }) => spanId);
      const second = far[1]?.startUs ?? 0;
      const read1 = await read({ traceId: LATER_ID, atMs: (far[0]?.startUs ?? 0) / 1_000 }, found);
      expect(read1.map(({ spanId }) => spanId)).toEqual(ids);
      const read2 = await read({ traceId: LATER_ID, atMs: second / 1_000 }, found);
      expect(read2.map(({ spanId }) => spanId)).toEqual(ids.toReversed());
    });
  });

  test('the archive is looked into when the indices have nothing', async () => {
    const writing = { writer: 'jaeger-2.13' } as const;
    const main = await put(FLEET[0] ?? [], writing, 'kept');
    const archive = await put(FLEET.slice(0, 2).flat(), writing, 'archive');
    const indices = { ...main, archive: archive.spans };
    expect(await read({ traceId: traceIdOf(2), atMs: 1 }, indices)).toHaveLength(5);
    expect(await read({ traceId: traceIdOf(1) }, indices)).toHaveLength(5);
    expect(await read({ traceId: traceIdOf(999) }, indices)).toEqual([]);
    const found = await traceSummary({ traceId: traceIdOf(2) }, newBank(), askOf(indices));
    expect([found?.summary.spanCount, found?.completeness.isComplete]).toEqual([5, true]);
    const ask = askOf(indices);
    expect(await traceSummary({ traceId: traceIdOf(999) }, newBank(), ask)).toBeUndefined();
  });

  test('copies are one span, equal ids with other content are several', async () => {
    const [span] = spanAtOf(1, LATER_ID);
    if (span === undefined) throw new Error('no span');
    const twin = { ...span, operation: 'the server side of it' };
    const index = await putSpanIndex(engine, { variant: 'jaeger-2.20', date: 'copies' });
    await bulkSpans(engine, index, [
      ...documentsOf([span, twin, span, twin], { writer: 'jaeger-2.13' }),
      ...documentsOf([span], { writer: 'jaeger-1.62' }),
    ]);
    const spans = await read({ traceId: LATER_ID }, spanIndices(index));
    expect(spans.map(({ operation }) => operation).sort()).toEqual([
      span.operation,
      'the server side of it',
    ]);
  });

  describe('a trace larger than one answer', () => {
    const small = { limits: { maxResultWindow: 20 } };

    test('is read in its order, slice by slice', async () => {
      const spans = spanAtOf(120, LATER_ID);
      const indices = await put(shuffled(spans), { writer: 'jaeger-2.13' }, 'large', 3);
      const found = await read({ traceId: LATER_ID }, spanIndices(indices.spans, small));
      expect(found.map(outline)).toEqual(spans.map(outline));
    });

    test.each([
      ['many ids', (at: number) => at],
      ['few ids', (at: number) => at % 3],
      ['one id', () => 7],
    ])('is read whole though all its spans start at once, with %s', async (name, idOf) => {
      const startUs = FLEET[0]?.[0]?.startUs ?? 0;
      const spans = spanAtOf(90, LATER_ID).map((span, at) => ({
        ...span,
        startUs,
        spanId: (idOf(at) + 1).toString(16).padStart(16, '0'),
      }));
      const date = `tied-${name.replace(' ', '-')}`;
      const copies = spans.slice(0, 20);
      const indices = await put([...spans, ...copies], { writer: 'jaeger-2.13' }, date, 3);
      const ask = askOf(spanIndices(indices.spans, small));
      const found = await collect(readWholeTrace({ traceId: LATER_ID }, ask));
      expect(found.map(outline).sort()).toEqual(spans.map(outline).sort());
      expect(ask.call.completeness()).toMatchObject({ isComplete: true, notes: [] });
    });
  });

  test('what is no span is said and left out', async () => {
    const indices = await put(spanAtOf(2, LATER_ID), { writer: 'jaeger-2.13' }, 'broken');
    await bulkSpans(engine, indices.spans, [
      `{"traceID":"${LATER_ID}","operationName":"no id","startTime":1}`,
      `{"traceID":"${LATER_ID}","spanID":"a1","operationName":"no start"}`,
    ]);
    const ask = askOf(indices);
    const found = await collect(readWholeTrace({ traceId: LATER_ID }, ask));
    expect(found.map(({ operation }) => operation)).toEqual(['no start', 'step 0', 'step 1']);
    expect(ask.call.completeness().notes).toEqual([
      'A document is no span and was left out: its span id is missing, all zero or not 8 bytes long.',
    ]);
  });

  async function* readLayoutBatches(ref: TraceRef, indices: SpanIndices) {
    for await (const layout of readLayout(ref, newBank(), askOf(indices)))
      yield printLayout(layout);
  }
});

const newBank = () =>
  new EngineTraceBank({
    rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
    settleDelayUs: 60_000_000,
    clock: SYSTEM_CLOCK,
  });

async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of batches) for (const item of batch) all.push(item);
  return all;
}

/** The same trace under an id of its own. */
const withId =
  (at: number) =>
  (span: Span): Span => {
    const digits = (at + 1).toString(16).padStart(2, '0');
    return { ...span, traceId: digits + span.traceId.slice(digits.length) };
  };

const only = (span: Span | undefined): readonly Span[] => (span === undefined ? [] : [span]);

function documentsOf(spans: readonly Span[], writing: Writing): readonly string[] {
  return spans.flatMap((span) => spanDocument(span, writing) ?? []);
}

/** A root and its children, a microsecond apart. */
function spanAtOf(count: number, traceId: string): readonly Span[] {
  const [root] = traceFromText('step 0 @worker | - | internal', { traceId });
  if (root === undefined) throw new Error('no span');
  return Array.from({ length: count }, (_, at) => ({
    ...root,
    spanId: (at + 1).toString(16).padStart(16, '0'),
    operation: `step ${at}`,
    startUs: root.startUs + at,
    ...(at > 0 && { parentSpanId: root.spanId }),
  }));
}

const shuffled = <T>(items: readonly T[]): readonly T[] =>
  items
    .map((item, at) => [(at * 7_919) % 10_007, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

/** What every writer keeps. */
const outline = (span: Span): string =>
  [
    span.traceId,
    span.spanId,
    span.parentSpanId ?? 'root',
    span.operation,
    span.startUs,
    span.durationUs,
    span.kind,
    span.status,
    [...span.attributes.keys()]
      .filter((key) => key !== 'internal.span.format')
      .sort()
      .join(),
    span.events.map(({ name }) => name).join(),
    span.links.map(({ traceId, spanId }) => `${traceId}/${spanId}`).join(),
    span.resource.service,
  ].join(' ');
