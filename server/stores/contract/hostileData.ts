import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AttributeValue,
  endUs,
  NO_ATTRIBUTES,
  NO_SCOPE,
  type Span,
} from '../../../shared/span/span.ts';
import { arbitrarySpans } from '../../../shared/testing/arbitrarySpans.ts';
import { foundBy, query, RANGE, traceIdOf, unaborted } from './contractFleet.ts';
import { printLayout, printSpanAsLayout, readAll, readLayouts } from './reading.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

const TIMEOUT_MS = 60_000;
const START_US = 1_767_600_000_000_000;

const span = (traceId: string, change: Partial<Span> = {}): Span => ({
  traceId,
  spanId: '00000000000000aa',
  operation: 'op',
  kind: 'internal',
  startUs: START_US,
  durationUs: 1_000,
  status: 'unset',
  attributes: NO_ATTRIBUTES,
  resource: { service: 'hostile', attributes: new Map([['service.name', 'hostile']]) },
  scope: NO_SCOPE,
  events: [],
  links: [],
  ...change,
});

const VALUES: readonly (readonly [string, AttributeValue])[] = [
  ['__proto__', 'polluted'],
  ['constructor', new Map<string, AttributeValue>([['__proto__', 1n]])],
  ['', 'empty key'],
  ['int64', 9_223_372_036_854_775_807n],
  ['negative', -9_223_372_036_854_775_808n],
  ['double', 0.1 + 0.2],
  ['tiny', 5e-324],
  ['minus zero', -0],
  ['zero', 0],
  ['nan', Number.NaN],
  ['infinity', Number.NEGATIVE_INFINITY],
  ['bytes', new Uint8Array([0, 255, 16])],
  ['no bytes', new Uint8Array(0)],
  ['list', ['a', 1n, 1, true, undefined, ['nested', new Uint8Array([7])]]],
  [
    'map',
    new Map<string, AttributeValue>([
      ['b', 1],
      ['a', new Map([['c', Number.NaN]])],
    ]),
  ],
  ['nothing', undefined],
  ['true', true],
  ['the text true', 'true'],
  ['nul', 'a\u0000b'],
  ['half a pair', 'x\ud800y'],
  ['quotes', `'; DROP TABLE summary_1; --"`],
  ['percent', '100% _under_ \\'],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['right to left', '\u202egnp.exe'],
];

export function describeHostileData(open: OpenStore): void {
  describe('keeps hostile data as it came', () => {
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('values of every type and shape', async () => {
      const traceId = traceIdOf(101);
      const asSpan = (values: typeof VALUES) => span(traceId, { attributes: new Map(values) });
      const values = VALUES.filter((value) => opened.kept([asSpan([value])]).length > 0);
      const [stored] = opened.kept([asSpan(values)]);
      await opened.put([asSpan(values)]);
      const [read] = await readAll(opened.store, traceId);
      expect([...(read?.attributes ?? [])]).toEqual([...(stored?.attributes ?? [])]);
      expect(Object.is(read?.attributes.get('minus zero'), -0)).toBe(
        Object.is(stored?.attributes.get('minus zero'), -0),
      );
      expect(read).toEqual(stored);
    });

    test('and finds them', async () => {
      const number = 101;
      expect(await foundBy(opened.store, '__proto__=polluted')).toBe(String(number));
      expect(await foundBy(opened.store, 'int64=9223372036854775807')).toBe(String(number));
      expect(await foundBy(opened.store, 'bytes=00ff10')).toBe(String(number));
      expect(await foundBy(opened.store, 'percent="100% _under_ \\\\"')).toBe(String(number));
      expect(await foundBy(opened.store, 'percent=*%\\ _under*')).toBe('');
      expect(await foundBy(opened.store, `quotes="'; DROP TABLE*"`)).toBe('');
      expect(await foundBy(opened.store, `quotes="'; DROP"*`)).toBe(String(number));
    });

    test('a value of five megabytes', async () => {
      const traceId = traceIdOf(102);
      const huge = `${'long '.repeat(1_000_000)}end`;
      await opened.put([span(traceId, { attributes: new Map([['huge', huge]]) })]);
      const [read] = await readAll(opened.store, traceId);
      expect(read?.attributes.get('huge') === huge).toBe(true);
      const isFound = huge.length <= opened.longestFound;
      const where = query('huge=long*end');
      const request = { where, ...RANGE, sort: 'start' as const, limit: 100 };
      const { traces, completeness } = await opened.store.searchTraces(request, unaborted());
      expect(traces.map((trace) => trace.traceId)).toEqual(isFound ? [traceId] : []);
      // What cannot be found is not silently left out.
      expect(completeness.notes.length > 0).toBe(!isFound);
    });

    test('times of 1970 and 2200, and spans that end before they start', async () => {
      const traceId = traceIdOf(103);
      const spans = [
        span(traceId, { spanId: '0000000000000001', startUs: 0, durationUs: -5_000 }),
        span(traceId, { spanId: '0000000000000002', startUs: 7_258_118_400_000_000, startNs: 999 }),
      ];
      await opened.put(spans);
      expect(sorted(await readAll(opened.store, traceId))).toEqual(sorted(opened.kept(spans)));
      const answer = await opened.store.traceSummary({ traceId }, new AbortController().signal);
      const durationUs = Math.max(...opened.kept(spans).map(endUs));
      expect(answer?.summary).toMatchObject({ startUs: 0, durationUs });
    });

    test('duplicate ids, self-parents, cycles and missing parents: no span is lost', async () => {
      const traceId = traceIdOf(104);
      const ids = ['1', '1', '2', '3', '4'].map((id) => id.padStart(16, '0'));
      const parents = ['1', '9', '3', '2', undefined].map((id) => id?.padStart(16, '0'));
      const spans = ids.map((spanId, index) => {
        const parentSpanId = parents[index];
        return span(traceId, {
          spanId,
          operation: `op${index}`,
          ...(parentSpanId && { parentSpanId }),
        });
      });
      await opened.put(spans);
      const read = await readAll(opened.store, traceId);
      expect(read.map(({ operation }) => operation).sort()).toEqual([
        'op0',
        'op1',
        'op2',
        'op3',
        'op4',
      ]);
      const signal = new AbortController().signal;
      expect(await opened.store.readSpans({ traceId }, ids[0] ?? '', signal)).toHaveLength(2);
      const layouts = await readLayouts(opened.store, traceId);
      expect(layouts.flatMap(printLayout)).toEqual(read.map(printSpanAsLayout));
    });

    test(
      'a chain of 20,000 spans',
      async () => {
        const traceId = traceIdOf(105);
        const id = (number: number) => number.toString(16).padStart(16, '0');
        const spans = Array.from({ length: 20_000 }, (_, depth) =>
          span(traceId, {
            spanId: id(depth + 1),
            startUs: START_US + depth,
            ...(depth > 0 && { parentSpanId: id(depth) }),
          }),
        );
        await opened.put(spans);
        const layouts = await readLayouts(opened.store, traceId);
        expect(layouts.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
        const read = await readAll(opened.store, traceId);
        expect(new Set(read.map(({ spanId }) => spanId)).size).toBe(20_000);
        expect(layouts.flatMap(printLayout)).toEqual(read.map(printSpanAsLayout));
      },
      TIMEOUT_MS,
    );

    test(
      'any span there can be',
      async () => {
        await fc.assert(
          fc.asyncProperty(arbitrarySpans(), async (spans) => {
            await opened.put(spans);
            for (const traceId of new Set(spans.map((each) => each.traceId))) {
              const expected = opened.kept(spans.filter((each) => each.traceId === traceId));
              const read = await readAll(opened.store, traceId);
              for (const each of expected) expect(read).toContainEqual(each);
            }
          }),
          { numRuns: 60 },
        );
      },
      TIMEOUT_MS,
    );
  });
}

const sorted = (spans: readonly Span[]): readonly Span[] =>
  spans.toSorted((a, b) => (a.spanId < b.spanId ? -1 : Number(a.spanId > b.spanId)));
