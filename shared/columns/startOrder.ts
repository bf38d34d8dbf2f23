import { radixSort } from './radixSort.ts';
import { idHalves } from './spanIndex.ts';
import type { SpanLayout } from './spanLayout.ts';

/**
 * The indices of spans by start time, equal starts by id: the one order in which
 * roots and siblings are shown, whatever order they arrived in. Spans that share
 * both are ordered by what else tells them apart on screen.
 *
 * @param offsetUs  whole microseconds from 0 to 2^53 - 1
 */
export function orderByStart(offsetUs: Float64Array, spans: SpanLayout): Uint32Array {
  const inOrder = new Uint32Array(offsetUs.length);
  for (let i = 0; i < inOrder.length; i++) inOrder[i] = i;
  // What most stores return is in order already.
  const byStart = isAscending(offsetUs) ? inOrder : sortByStart(inOrder, offsetUs);
  const haveEqualStarts = (a: number, b: number) => offsetUs[a] === offsetUs[b];
  if (countTies(byStart, haveEqualStarts) < byStart.length / MANY_TIES) {
    return orderTies(byStart, haveEqualStarts, spans);
  }
  // Clocks that count milliseconds give thousands of equal starts: ids are sorted like times then.
  const byId = sortByStart(sortById(inOrder.sort(), spans), offsetUs);
  const haveEqualIds = (a: number, b: number) =>
    offsetUs[a] === offsetUs[b] && spans.spanId[a] === spans.spanId[b];
  return orderTies(byId, haveEqualIds, spans);
}

/** One in so many spans. */
const MANY_TIES = 50;

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? 0) < (values[i - 1] ?? 0)) return false;
  }
  return true;
}

function sortByStart(order: Uint32Array, offsetUs: Float64Array): Uint32Array {
  // Offsets go up to 2^53: two 32-bit halves keep the digits in integer arithmetic.
  const low = new Uint32Array(offsetUs.length);
  const high = new Uint32Array(offsetUs.length);
  for (let i = 0; i < offsetUs.length; i++) {
    const us = offsetUs[i] ?? 0;
    low[i] = us;
    high[i] = us / 2 ** 32;
  }
  return radixSort(radixSort(order, low), high);
}

function sortById(order: Uint32Array, { spanId, count }: SpanLayout): Uint32Array {
  const halves = idHalves(spanId);
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    low[i] = halves[2 * i] ?? 0;
    high[i] = halves[2 * i + 1] ?? 0;
  }
  return radixSort(radixSort(order, low), high);
}

type Tied = (a: number, b: number) => boolean;

function countTies(order: Uint32Array, areTied: Tied): number {
  let ties = 0;
  for (let i = 1; i < order.length; i++) if (areTied(order[i - 1] ?? 0, order[i] ?? 0)) ties++;
  return ties;
}

/** Puts each run of tied spans in order, in place. */
function orderTies(order: Uint32Array, areTied: Tied, spans: SpanLayout): Uint32Array {
  let runStart = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i < order.length && areTied(order[runStart] ?? 0, order[i] ?? 0)) continue;
    if (i - runStart > 1) order.subarray(runStart, i).sort((a, b) => compareTied(spans, a, b));
    runStart = i;
  }
  return order;
}

function compareTied(spans: SpanLayout, a: number, b: number): number {
  return (
    compare(spans.spanId[a] ?? 0n, spans.spanId[b] ?? 0n) ||
    compare(spans.parentId[a] ?? 0n, spans.parentId[b] ?? 0n) ||
    compare(spans.durationUs[a] ?? 0, spans.durationUs[b] ?? 0) ||
    compare(nameOf(spans, a), nameOf(spans, b)) ||
    a - b
  );
}

function nameOf(spans: SpanLayout, span: number): string {
  const service = spans.services[spans.service[span] ?? 0] ?? '';
  return `${service}\n${spans.operations[spans.operation[span] ?? 0] ?? ''}`;
}

function compare<T extends bigint | number | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
