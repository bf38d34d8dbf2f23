import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SpanLayout } from '../../../shared/columns/spanLayout.ts';
import { SPAN_KINDS, SPAN_STATUSES } from '../../../shared/columns/spanLayout.ts';
import { isFailed } from '../../../shared/pipeline/spanFailure.ts';
import { evidenceOf, saysFailed } from '../../../shared/pipeline/spanSays.ts';
import { stageEvidenceOf } from '../../../shared/pipeline/stageEvidenceOf.ts';
import { matchSpan } from '../../../shared/query/matchSpan.ts';
import { spanIdFromBigInt } from '../../../shared/span/ids.ts';
import type { Span } from '../../../shared/span/span.ts';
import type { TraceStore } from '../traceStore.ts';
import { FLEET, spanQuery, traceIdOf, unaborted } from './contractFleet.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

export async function readAll(store: TraceStore, traceId: string): Promise<Span[]> {
  const spans: Span[] = [];
  for await (const batch of store.readTrace({ traceId }, unaborted())) spans.push(...batch);
  return spans;
}

export async function readLayouts(store: TraceStore, traceId: string): Promise<SpanLayout[]> {
  const layouts: SpanLayout[] = [];
  for await (const layout of store.readLayout({ traceId }, unaborted())) layouts.push(layout);
  return layouts;
}

/** What a layout says of each of its spans, in words. */
export function printLayout(layout: SpanLayout): readonly string[] {
  return Array.from({ length: layout.count }, (_, row) =>
    [
      spanIdFromBigInt(layout.spanId[row] ?? 0n),
      spanIdFromBigInt(layout.parentId[row] ?? 0n),
      layout.startUs[row],
      layout.durationUs[row],
      layout.services[layout.service[row] ?? -1],
      layout.operations[layout.operation[row] ?? -1],
      SPAN_KINDS[layout.kind[row] ?? -1],
      SPAN_STATUSES[layout.status[row] ?? -1],
      evidenceOf(layout.evidence[row] ?? 0),
      saysFailed(layout.evidence[row] ?? 0),
      layout.events[row],
    ].join(' '),
  );
}

export function printSpanAsLayout(span: Span): string {
  return [
    span.spanId,
    span.parentSpanId ?? '0000000000000000',
    span.startUs,
    span.durationUs,
    span.resource.service,
    span.operation,
    span.kind,
    span.status,
    stageEvidenceOf(span),
    isFailed(span),
    Math.min(span.events.length, 255),
  ].join(' ');
}

export function describeReading(open: OpenStore): void {
  describe('reads traces back', () => {
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
      await opened.put(FLEET.flat());
    });
    afterAll(() => opened.close());

    test('whole spans, equal to those that came in', async () => {
      for (const trace of FLEET) {
        const read = await readAll(opened.store, trace[0]?.traceId ?? '');
        expect(bySpanId(read)).toEqual(bySpanId(opened.kept(trace)));
      }
    });

    test('the layout in the order of the spans, without a word of attributes', async () => {
      for (const trace of FLEET) {
        const traceId = trace[0]?.traceId ?? '';
        const spans = await readAll(opened.store, traceId);
        const layouts = await readLayouts(opened.store, traceId);
        expect(layouts.flatMap(printLayout)).toEqual(spans.map(printSpanAsLayout));
      }
    });

    test.each([
      'service=writer',
      'status=error',
      '-service=writer',
      'duration>=3ms -kind=client',
      'device.id=s-1 OR db.status=error',
      'kind=producer device.id=*',
      '"field type"',
      'rule.name=~"^st"',
      'transform.fields_extracted>10',
      '',
    ])('the places of the spans a query holds on: %s', async (text) => {
      const where = spanQuery(text);
      const traceId = traceIdOf(3);
      const spans = await readAll(opened.store, traceId);
      const expected = spans.flatMap((span, place) => (matchSpan(where, span) ? [place] : []));
      expect(await opened.store.matchSpans({ traceId }, where, unaborted())).toEqual(expected);
    });

    test('the spans with one id', async () => {
      const traceId = traceIdOf(3);
      const spans = await opened.store.readSpans({ traceId }, '0000000000000005', unaborted());
      expect(spans).toEqual(opened.kept(FLEET[2]?.slice(4) ?? []));
      const none = await opened.store.readSpans({ traceId }, '00000000000000ff', unaborted());
      expect(none).toEqual([]);
    });

    test('the summary, settled, with what other traces link to it', async () => {
      const answer = await opened.store.traceSummary({ traceId: traceIdOf(6) }, unaborted());
      expect(answer?.summary).toMatchObject({
        traceId: traceIdOf(6),
        spanCount: 2,
        deviceId: 's-3',
        lastStage: 'broker',
        isComplete: false,
        isSettled: true,
        missingStages: ['rule', 'function', 'db'],
      });
      expect(answer?.summary.findings.map(({ kind }) => kind)).toEqual(['orphan']);
      expect(answer?.completeness.isComplete).toBe(true);
    });

    test('nothing of a trace it does not know', async () => {
      const traceId = traceIdOf(999);
      expect(await opened.store.traceSummary({ traceId }, unaborted())).toBeUndefined();
      expect(await readAll(opened.store, traceId)).toEqual([]);
      expect(await readLayouts(opened.store, traceId)).toEqual([]);
      expect(await opened.store.readSpans({ traceId }, '0000000000000001', unaborted())).toEqual(
        [],
      );
      expect(await opened.store.matchSpans({ traceId }, spanQuery(''), unaborted())).toEqual([]);
    });

    test('describes what it is', async () => {
      const description = await opened.store.describe(unaborted());
      expect(description.state).toBe('ok');
      expect(description.details.length).toBeGreaterThan(0);
    });
  });
}

function bySpanId(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
}
