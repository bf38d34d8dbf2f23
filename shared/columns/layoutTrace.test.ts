import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsText } from '../testing/columnsText.ts';
import { layoutFromText } from '../testing/layoutFromText.ts';
import { syntheticLayout } from '../testing/syntheticLayout.ts';
import { emptyLayout } from './joinLayouts.ts';
import { layoutTrace } from './layoutTrace.ts';
import type { SpanLayout } from './spanLayout.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const layoutText = (text: string) => layoutTrace(TRACE_ID, [layoutFromText(text)]);

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replace(/^ {4}/, ''))
    .filter((line) => line.trim() !== '')
    .join('\n');

describe('layoutTrace', () => {
  test('puts a parent before its children and children in order of start, whatever came first', () => {
    const { columns, ids, rowOfSpan } = layoutText(`
      d c 30 9 app:db_write   db error
      b a 12 4 mq:forward     broker
      c a 20 25 app:transform functionEntry
      e c 22 3 app:parse
      a - 0 50 gw:publish     publish event
    `);

    expect(columnsText(columns)).toBe(
      lines(`
    publish 0+50 device hasEvents
      forward 12+4 broker
      transform 20+25 function
        parse 22+3 function
        db_write 30+9 db error
    `),
    );
    expect([...ids]).toEqual([0xan, 0xbn, 0xcn, 0xen, 0xdn]);
    expect([...rowOfSpan]).toEqual([4, 1, 2, 3, 0]);
    expect([...columns.parentRow]).toEqual([-1, 0, 0, 2, 2]);
    expect([...columns.subtreeSize]).toEqual([5, 1, 3, 1, 1]);
    expect([columns.startUs, columns.durationUs]).toEqual([1_000_000, 50]);
  });

  test('orders equal starts by id', () => {
    const { columns } = layoutText(`
      a - 0 9 app:root
      2 a 1 1 app:two
      3 a 1 1 app:three
      1 a 1 1 app:one
    `);

    expect(columnsText(columns)).toBe(
      lines(`
    root 0+9 other
      one 1+1 other
      two 1+1 other
      three 1+1 other
    `),
    );
  });

  test('makes a span whose parent is missing a root that says so', () => {
    const { columns } = layoutText(`
      a - 5 9 app:root
      b 77 0 1 app:stray
    `);

    expect(columnsText(columns)).toBe(
      lines(`
    stray 0+1 other missingParent
    root 5+9 other
    `),
    );
  });

  test('opens a cycle at its first span and keeps what hangs on it', () => {
    const { columns } = layoutText(`
      1 3 10 1 app:one
      2 1 4 1 app:two
      3 2 7 1 app:three
      4 3 8 1 app:leaf
      5 5 0 1 app:self
    `);

    expect(columnsText(columns)).toBe(
      lines(`
    self 0+1 other cycle
    two 4+1 other cycle
      three 7+1 other
        leaf 8+1 other
        one 10+1 other
    `),
    );
  });

  test('keeps every span that shares an id and gives the children to the earliest', () => {
    const { columns } = layoutText(`
      2 1 6 1 app:child
      1 - 5 1 app:late
      1 - 0 1 app:early
      1 1 7 1 app:claimant
    `);

    expect(columnsText(columns)).toBe(
      lines(`
    early 0+1 other duplicateId
      child 6+1 other
      claimant 7+1 other duplicateId
    late 5+1 other duplicateId
    `),
    );
  });

  test('marks a span that ends before it starts and does not let it shorten the trace', () => {
    const { columns } = layoutText(`
      1 - 0 10 app:root
      2 1 4 -3000 app:back
    `);

    expect(columnsText(columns)).toBe(
      lines(`
    root 0+10 other
      back 4+-3000 other negative
    `),
    );
    expect(columns.durationUs).toBe(10);
  });

  test('survives times that are no whole numbers or no numbers at all', () => {
    const spans = emptyLayout(4);
    spans.spanId.set([1n, 2n, 3n, 4n]);
    spans.startUs.set([1e6, Number.NaN, 1e300, 1e6 + 0.4]);
    spans.durationUs.set([2.6, Number.NaN, Number.POSITIVE_INFINITY, -0.2]);
    const { columns } = layoutTrace(TRACE_ID, [spans]);

    expect([...columns.startOffsetUs]).toEqual([0, 0, 0, Number.MAX_SAFE_INTEGER - 1e6]);
    expect([...columns.rowDurationUs]).toEqual([3, 0, 0, 0]);
  });

  test('spans 1970 to 2200 in one trace', () => {
    const { columns } = layoutText(`
      1 - 0 1 app:unset_clock
      2 1 7258118400000000 1 app:far_future
    `);

    expect(columns.durationUs).toBe(7_258_118_400_000_001);
  });

  test('has no rows for a trace without spans', () => {
    const { columns } = layoutTrace(TRACE_ID, []);

    expect([columns.rowCount, columns.startUs, columns.durationUs]).toEqual([0, 0, 0]);
  });

  test('joins batches with tables of their own', () => {
    const first = layoutFromText('1 - 0 9 gw:publish');
    const second = layoutFromText('2 1 3 1 db:write\n3 1 4 1 gw:ack');
    const { columns } = layoutTrace(TRACE_ID, [first, second]);

    expect(columns.services).toEqual(['gw', 'db']);
    expect(columns.operations).toEqual(['publish', 'write', 'ack']);
    expect([...columns.service]).toEqual([0, 1, 0]);
  });

  test('lays out a chain of 72,000 spans and one of them closed to a cycle', () => {
    const chain = (firstParent: bigint): SpanLayout => {
      const spans = emptyLayout(72_000);
      for (let i = 0; i < spans.count; i++) {
        spans.spanId[i] = BigInt(i + 1);
        spans.parentId[i] = i === 0 ? firstParent : BigInt(i);
        spans.startUs[i] = i;
      }
      return { ...spans, services: ['app'], operations: ['work'] };
    };

    expect(layoutTrace(TRACE_ID, [chain(0n)]).columns.depth.at(-1)).toBe(71_999);
    const closed = layoutTrace(TRACE_ID, [chain(72_000n)]).columns;
    expect(closed.subtreeSize[0]).toBe(72_000);
    expect(closed.flags[0]).toBe(4);
  });

  test('gives every span one row and the same rows in every order of arrival', () => {
    const id = fc.bigInt({ min: 1n, max: 12n });
    const span = fc.record({
      id,
      parent: fc.oneof(fc.constant(0n), id, fc.bigInt({ min: 1n, max: (1n << 64n) - 1n })),
      startUs: fc.integer({ min: 0, max: 5 }),
      durationUs: fc.integer({ min: -3, max: 9 }),
    });
    const spansAndOrder = fc
      .array(span, { maxLength: 40 })
      .chain((spans) => fc.tuple(fc.constant(spans), shuffled(spans)));
    fc.assert(
      fc.property(spansAndOrder, ([spans, reordered]) => {
        const { columns, rowOfSpan } = layoutTrace(TRACE_ID, [layoutOf(spans)]);
        expect(new Set(rowOfSpan).size).toBe(spans.length);
        for (let row = 0; row < spans.length; row++) {
          expect(columns.parentRow[row]).toBeLessThan(row);
        }
        const again = layoutTrace(TRACE_ID, [layoutOf(reordered)]);
        expect(columnsText(again.columns)).toBe(columnsText(columns));
      }),
    );
  });

  test('sorts large traces as it sorts small ones', () => {
    const { columns } = layoutTrace(TRACE_ID, [syntheticLayout(5_000)]);
    const lastStart = new Map<number, number>();
    for (let row = 0; row < columns.rowCount; row++) {
      const parent = columns.parentRow[row] ?? -1;
      const startUs = columns.startOffsetUs[row] ?? 0;
      expect(startUs).toBeGreaterThanOrEqual(lastStart.get(parent) ?? 0);
      lastStart.set(parent, startUs);
    }
  });
});

interface DrawnSpan {
  readonly id: bigint;
  readonly parent: bigint;
  readonly startUs: number;
  readonly durationUs: number;
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function layoutOf(spans: readonly DrawnSpan[]): SpanLayout {
  const layout = emptyLayout(spans.length);
  spans.forEach((span, i) => {
    layout.spanId[i] = span.id;
    layout.parentId[i] = span.parent;
    layout.startUs[i] = span.startUs;
    layout.durationUs[i] = span.durationUs;
  });
  return { ...layout, services: ['app'], operations: ['work'] };
}
