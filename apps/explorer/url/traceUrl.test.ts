import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRowRuns, readRowRuns } from './rowRuns.ts';
import {
  formatTraceUrl,
  fromCollapsedRows,
  NONE_COLLAPSED,
  parseTraceUrl,
  type TraceUrl,
  toCollapsedRows,
  tracePath,
} from './traceUrl.ts';

const DEFAULTS: TraceUrl = {
  collapsed: NONE_COLLAPSED,
  q: '',
  isPanelOpen: true,
  isFolding: true,
};

const ascending = fc
  .uniqueArray(fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 1_000_000 })), { maxLength: 40 })
  .map((rows) => rows.toSorted((a, b) => a - b));

const offsetUs = fc.nat({ max: 2 ** 40 }).map((thousandths) => thousandths / 1_000);

const traceUrl: fc.Arbitrary<TraceUrl> = fc
  .tuple(
    fc.record({
      q: fc.string({ unit: 'grapheme' }),
      collapsed: fc.record({ isInverted: fc.boolean(), places: ascending }),
      isPanelOpen: fc.boolean(),
      isFolding: fc.boolean(),
    }),
    fc.option(fc.constant({ atMs: 1_795_262_400_000 }), { nil: {} }),
    fc.option(fc.constant({ spanId: 'b7ad6b7169203331' }), { nil: {} }),
    fc.option(
      fc
        .uniqueArray(offsetUs, { minLength: 2, maxLength: 2 })
        .map((ends) => ({ zoom: { fromUs: Math.min(...ends), toUs: Math.max(...ends) } })),
      { nil: {} },
    ),
  )
  .map((parts) => Object.assign({}, ...parts));

describe('the address of a trace', () => {
  test('says all there is to say', () => {
    fc.assert(
      fc.property(traceUrl, (url) => {
        expect(parseTraceUrl(formatTraceUrl(url))).toEqual(url);
      }),
    );
  });

  test('leaves out what is as usual', () => {
    expect(formatTraceUrl(DEFAULTS)).toBe('');
    expect(parseTraceUrl('')).toEqual(DEFAULTS);
    expect(tracePath('a'.repeat(32), DEFAULTS)).toBe(`/trace/${'a'.repeat(32)}`);
  });

  test('can be read by people', () => {
    const url: TraceUrl = {
      atMs: 1_795_262_400_000,
      spanId: 'b7ad6b7169203331',
      collapsed: { isInverted: false, places: [3, 4, 5, 6, 40] },
      zoom: { fromUs: 1_200, toUs: 53_000.5 },
      q: 'error=true',
      isPanelOpen: false,
      isFolding: false,
    };
    expect(tracePath('ab', url)).toBe(
      '/trace/ab?at=1795262400000&span=b7ad6b7169203331&collapsed=3-3.x&zoom=1200~53000.5&q=error=true&panel=0&fold=0',
    );
  });

  test.each([
    ['at=soon', {}],
    ['at=-1', {}],
    ['at=99999999999999999', {}],
    ['at=9007199254740993', {}],
    ['span=xyz', {}],
    ['span=B7AD6B7169203331', { spanId: 'b7ad6b7169203331' }],
    ['collapsed=!', {}],
    ['collapsed=zzzzz', {}],
    ['collapsed=0-zzzzz', {}],
    ['collapsed=1..2', {}],
    ['collapsed=~', { collapsed: { isInverted: true, places: [] } }],
    ['zoom=5', {}],
    ['zoom=5~5', {}],
    ['zoom=9~5', {}],
    ['zoom=-5~5', {}],
    ['zoom=0~1e3', {}],
    ['panel=1&fold=yes', {}],
  ])('%s falls back field by field', (search, expected) => {
    expect(parseTraceUrl(search)).toEqual({ ...DEFAULTS, ...expected });
  });

  test('leaves out a layout that no server would take', () => {
    const places = Array.from({ length: 4_000 }, (_, index) => index * 37);
    expect(formatTraceUrl({ ...DEFAULTS, collapsed: { isInverted: false, places } })).toBe('');
  });
});

describe('collapsed rows', () => {
  const parentRows = Uint32Array.from({ length: 1_000 }, (_, place) => place * 3 + 1);

  test('come back from a link as they were', () => {
    fc.assert(
      fc.property(fc.subarray([...parentRows]), (rows) => {
        const collapsed = new Set(rows);
        const url = { ...DEFAULTS, collapsed: toCollapsedRows(collapsed, parentRows) };
        const read = parseTraceUrl(formatTraceUrl(url)).collapsed;
        if (formatRowRuns(url.collapsed.places).length < 2_999) {
          expect(fromCollapsedRows(read, parentRows)).toEqual(collapsed);
        }
      }),
    );
  });

  test('stay short for all, and for all but a few', () => {
    const collapsedText = (rows: Iterable<number>) =>
      formatTraceUrl({ ...DEFAULTS, collapsed: toCollapsedRows(new Set(rows), parentRows) });
    expect(collapsedText([])).toBe('');
    expect(collapsedText(parentRows)).toBe('collapsed=~');
    expect(collapsedText([1, 4, 7, 10])).toBe('collapsed=0-3');
    expect(collapsedText([...parentRows].filter((row) => row !== 31))).toBe('collapsed=~a');
  });

  test('that the trace does not have are nothing', () => {
    const read = fromCollapsedRows({ isInverted: false, places: [0, 5_000] }, parentRows);
    expect([...read]).toEqual([1]);
  });
});

test('runs are read back as they were written', () => {
  fc.assert(
    fc.property(ascending, (rows) => {
      expect(readRowRuns(formatRowRuns(rows))).toEqual(rows);
    }),
  );
  expect(formatRowRuns([0, 1, 2])).toBe('0-2');
  expect(readRowRuns('')).toEqual([]);
});
