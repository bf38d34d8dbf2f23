import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROW_FLAGS } from '../columns/traceColumns.ts';
import { traceFromText } from '../testing/traceFromText.ts';
import type { Span } from './span.ts';
import { indexTree, type SpanTree } from './spanTree.ts';

/** `operation ← parent's operation`, with the flags that are set, one a row. */
function printTree({ spans, parent, flags }: SpanTree): readonly string[] {
  return spans.map(({ operation }, row) => {
    const above = spans[parent[row] ?? -1]?.operation ?? 'root';
    const names = (['missingParent', 'cycle', 'duplicateId'] as const).filter(
      (name) => ((flags[row] ?? 0) & ROW_FLAGS[name]) !== 0,
    );
    return [`${operation} ← ${above}`, ...names].join(' ');
  });
}

const [template] = traceFromText('span @svc |-|');

/** `[id, parent's id, start]` each. */
function spansOf(nodes: readonly (readonly [number, number | undefined, number])[]): Span[] {
  if (template === undefined) return [];
  const idOf = (number: number) => number.toString(16).padStart(16, '0');
  return nodes.map(([id, parent, startUs]) => ({
    ...template,
    spanId: idOf(id),
    operation: `${id}`,
    startUs,
    ...(parent !== undefined && { parentSpanId: idOf(parent) }),
  }));
}

test('rows are parents before children, siblings by start, whatever the order of arrival', () => {
  const drawn = traceFromText(`
    publish @a     |--     |
      late @b      |     - |
      early @b     |  --   |
        child @b   |  -    |
  `);
  const expected = ['publish ← root', 'early ← publish', 'child ← early', 'late ← publish'];
  expect(printTree(indexTree(drawn))).toEqual(expected);
  expect(printTree(indexTree(drawn.toReversed()))).toEqual(expected);
});

test('a child that starts before its parent still comes after it', () => {
  const drawn = traceFromText(`
    skewed @a      |   ---|
      child @b     |-     |
        grand @b   | -    |
  `);
  expect(printTree(indexTree(drawn))).toEqual(['skewed ← root', 'child ← skewed', 'grand ← child']);
});

test('several roots and missing parents are roots, the latter say so', () => {
  const drawn = traceFromText(`
    one @a   |-   |
    two @a   | -  |
    lost @a  |  - | parent:dead
  `);
  expect(printTree(indexTree(drawn))).toEqual([
    'one ← root',
    'two ← root',
    'lost ← root missingParent',
  ]);
});

test('a cycle is cut at its earliest span, a self-parent at itself', () => {
  const cycle = spansOf([
    [1, 3, 30],
    [2, 1, 20],
    [3, 2, 10],
    [4, 4, 40],
    [5, 4, 50],
  ]);
  expect(printTree(indexTree(cycle))).toEqual([
    '3 ← root cycle',
    '4 ← root cycle',
    '1 ← 3',
    '5 ← 4',
    '2 ← 1',
  ]);
});

test('of several spans with one id the earliest is the parent, and all are kept', () => {
  const twins = spansOf([
    [7, undefined, 20],
    [7, undefined, 10],
    [8, 7, 30],
  ]);
  const tree = indexTree(twins);
  expect(printTree(tree)).toEqual(['7 ← root duplicateId', '7 ← root duplicateId', '8 ← 7']);
  expect(tree.parent[2]).toBe(0);
});

test('times that are no numbers count as the start of the trace and as no duration', () => {
  const arrived = spansOf([
    [1, undefined, 100],
    [2, 1, Number.NaN],
    [3, 1, Number.NEGATIVE_INFINITY],
  ]);
  const { spans } = indexTree(
    arrived.map((span) => ({ ...span, durationUs: Number.POSITIVE_INFINITY })),
  );
  expect(spans.map(({ startUs }) => startUs)).toEqual([100, 100, 100]);
  expect(spans[0]?.durationUs).toBe(0);
});

test('a chain of 72,000 spans is indexed from either end', () => {
  const chain = Array.from({ length: 72_000 }, (_, i) => [i + 1, i || undefined, i] as const);
  for (const arrived of [spansOf(chain), spansOf(chain).toReversed()]) {
    const { spans, parent } = indexTree(arrived);
    expect(spans).toHaveLength(72_000);
    expect(parent[71_999]).toBe(71_998);
  }
});

test('whatever the ids say, every span has a row and every parent stands above its child', () => {
  const node = fc.tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
    fc.integer({ min: 0, max: 5 }),
  );
  fc.assert(
    fc.property(fc.array(node, { maxLength: 20 }), (nodes) => {
      const arrived = spansOf(nodes);
      const { spans, parent } = indexTree(arrived);
      expect(spans.toSorted(byOperation)).toEqual(arrived.toSorted(byOperation));
      parent.forEach((above, row) => {
        expect(above).toBeLessThan(row);
        if (above >= 0) expect(spans[above]?.spanId).toBe(spans[row]?.parentSpanId);
      });
    }),
  );
});

function byOperation(a: Span, b: Span): number {
  return `${a.operation} ${a.startUs} ${a.parentSpanId}`.localeCompare(
    `${b.operation} ${b.startUs} ${b.parentSpanId}`,
  );
}
