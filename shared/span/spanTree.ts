import { ROW_FLAGS } from '../columns/traceColumns.ts';
import { breakCycles } from '../columns/treeOrder.ts';
import type { Span } from './span.ts';

/**
 * A trace's spans with their parents, in rows: parents before their children,
 * siblings by start.
 *
 *     arrived            row  span      parent
 *     db_write           0    publish   -1
 *     publish       →    1    evaluate   0
 *     evaluate           2    db_write   1
 */
export interface SpanTree {
  readonly spans: readonly Span[];
  /** Row of the parent; -1 for a root: no parent, a missing one, or the first span of a cycle. */
  readonly parent: Int32Array;
  /** `ROW_FLAGS.missingParent`, `.cycle` and `.duplicateId` of each row. */
  readonly flags: Uint8Array;
}

/**
 * Finds every span's parent. Holds every span once and never recurses, whatever
 * the ids say: of several spans with one id the earliest is the parent, a parent
 * cycle (self-parents included) is cut at its earliest span.
 *
 * Times that are no finite numbers count as the start of the trace and as no
 * duration, so that nothing after this has to ask.
 */
export function indexTree(arrived: readonly Span[]): SpanTree {
  const spans = byStart(withFiniteTimes(arrived));
  const parent = new Int32Array(spans.length).fill(-1);
  const flags = new Uint8Array(spans.length);
  const rowOfId = rowFinder(spans);
  let isParentsFirst = true;

  for (let row = 0; row < spans.length; row++) {
    const twin = rowOfId(spans[row]?.spanId ?? '');
    if (twin !== undefined && twin !== row) {
      addFlag(flags, twin, ROW_FLAGS.duplicateId);
      addFlag(flags, row, ROW_FLAGS.duplicateId);
    }
    const parentId = spans[row]?.parentSpanId;
    if (parentId === undefined) continue;
    const above = rowOfId(parentId);
    if (above === undefined) {
      addFlag(flags, row, ROW_FLAGS.missingParent);
    } else {
      parent[row] = above;
      isParentsFirst &&= above < row;
    }
  }
  if (isParentsFirst) return { spans, parent, flags };
  for (const row of breakCycles(parent)) addFlag(flags, row, ROW_FLAGS.cycle);
  return inOrder({ spans, parent, flags }, parentsFirst(parent));
}

function withFiniteTimes(spans: readonly Span[]): readonly Span[] {
  if (spans.every(hasFiniteTimes)) return spans;
  let earliestUs = Number.POSITIVE_INFINITY;
  for (const { startUs } of spans) {
    if (Number.isFinite(startUs)) earliestUs = Math.min(earliestUs, startUs);
  }
  const fallbackUs = Number.isFinite(earliestUs) ? earliestUs : 0;
  return spans.map((span) => ({
    ...span,
    startUs: Number.isFinite(span.startUs) ? span.startUs : fallbackUs,
    durationUs: Number.isFinite(span.durationUs) ? span.durationUs : 0,
  }));
}

function hasFiniteTimes(span: Span): boolean {
  return Number.isFinite(span.startUs) && Number.isFinite(span.durationUs);
}

function byStart(spans: readonly Span[]): readonly Span[] {
  for (let i = 1; i < spans.length; i++) {
    const before = spans[i - 1];
    const span = spans[i];
    if (before && span && compareStarts(before, span) > 0) return sorted(spans);
  }
  return spans;
}

/** By insertion where there are few: the engine's own sort has a cost of about 1 µs whatever it sorts. */
function sorted(spans: readonly Span[]): readonly Span[] {
  if (spans.length > FEW_SPANS) return spans.toSorted(compareStarts);
  const inOrder = spans.slice();
  for (let i = 1; i < inOrder.length; i++) {
    const span = inOrder[i];
    let at = i;
    for (; at > 0 && span; at--) {
      const before = inOrder[at - 1];
      if (before === undefined || compareStarts(before, span) <= 0) break;
      inOrder[at] = before;
    }
    if (span) inOrder[at] = span;
  }
  return inOrder;
}

/** Up to so many, looking through all of them is faster than a map. */
export const FEW_SPANS = 32;

/** Of equal starts the longer first, as parents are; then by id, so that the order of arrival never shows. */
function compareStarts(a: Span, b: Span): number {
  if (a.startUs !== b.startUs) return a.startUs - b.startUs;
  if (a.durationUs !== b.durationUs) return b.durationUs - a.durationUs;
  if (a.spanId === b.spanId) return 0;
  return a.spanId < b.spanId ? -1 : 1;
}

/** A span names a parent that is not among them. */
export function hasMissingParent(spans: readonly Span[]): boolean {
  const rowOfId = rowFinder(spans);
  return spans.some(
    ({ parentSpanId }) => parentSpanId !== undefined && rowOfId(parentSpanId) === undefined,
  );
}

type RowFinder = (id: string) => number | undefined;

/** The first row of an id; a map costs more than it saves where spans are few. */
function rowFinder(spans: readonly Span[]): RowFinder {
  return spans.length > FEW_SPANS ? indexIds(spans) : (id) => findId(spans, id);
}

function indexIds(spans: readonly Span[]): RowFinder {
  const rowOfId = new Map<string, number>();
  for (let row = 0; row < spans.length; row++) {
    const id = spans[row]?.spanId ?? '';
    if (!rowOfId.has(id)) rowOfId.set(id, row);
  }
  return (id) => rowOfId.get(id);
}

function findId(spans: readonly Span[], id: string): number | undefined {
  for (let row = 0; row < spans.length; row++) if (spans[row]?.spanId === id) return row;
  return undefined;
}

/** Breadth first, so that siblings keep their order. */
function parentsFirst(parent: Int32Array): Int32Array {
  const firstChild = new Int32Array(parent.length).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  for (let row = parent.length - 1; row >= 0; row--) {
    const above = parent[row] ?? -1;
    if (above < 0) continue;
    nextSibling[row] = firstChild[above] ?? -1;
    firstChild[above] = row;
  }
  const order = new Int32Array(parent.length);
  let filled = 0;
  for (let row = 0; row < parent.length; row++) if (parent[row] === -1) order[filled++] = row;
  for (let read = 0; read < filled; read++) {
    let child = firstChild[order[read] ?? 0] ?? -1;
    for (; child !== -1; child = nextSibling[child] ?? -1) order[filled++] = child;
  }
  return order;
}

function inOrder(tree: SpanTree, order: Int32Array): SpanTree {
  const rowOf = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) rowOf[order[row] ?? 0] = row;
  const spans: Span[] = [];
  const parent = new Int32Array(order.length);
  const flags = new Uint8Array(order.length);
  for (const [row, from] of order.entries()) {
    const span = tree.spans[from];
    if (span !== undefined) spans.push(span);
    const above = tree.parent[from] ?? -1;
    parent[row] = above === -1 ? -1 : (rowOf[above] ?? -1);
    flags[row] = tree.flags[from] ?? 0;
  }
  return { spans, parent, flags };
}

function addFlag(flags: Uint8Array, row: number, flag: number): void {
  flags[row] = (flags[row] ?? 0) | flag;
}
