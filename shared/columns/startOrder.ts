import type { SpanLayout } from './spanLayout.ts';

/**
 * The indices of spans by start time, equal starts by id: the one order in which
 * roots and siblings are shown, whatever order they arrived in. Spans that share
 * both are ordered by what else tells them apart on screen.
 *
 * Radix sort, because a comparator costs 0.5 s on a million rows and this 0.06 s;
 * already ordered input (what most stores return) is recognised in one pass.
 *
 * @param offsetUs  whole microseconds from 0 to 2^53 - 1
 */
export function orderByStart(offsetUs: Float64Array, spans: SpanLayout): Uint32Array {
  const order = new Uint32Array(offsetUs.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const sorted = isAscending(offsetUs) ? order : radixSort(order, offsetUs);
  orderTies(sorted, offsetUs, spans);
  return sorted;
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? 0) < (values[i - 1] ?? 0)) return false;
  }
  return true;
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
/** Below this a comparator wins over clearing the digit counters. */
const RADIX_MIN_COUNT = 2_048;

function radixSort(order: Uint32Array, keys: Float64Array): Uint32Array {
  if (order.length < RADIX_MIN_COUNT) {
    return order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  }
  // Keys go up to 2^53: two 32-bit halves keep the digits in integer arithmetic.
  const low = new Uint32Array(keys.length);
  const high = new Uint32Array(keys.length);
  let maxHigh = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    low[i] = key;
    high[i] = key / 2 ** 32;
    maxHigh = Math.max(maxHigh, high[i] ?? 0);
  }
  let sorted = order;
  let spare: Uint32Array = new Uint32Array(order.length);
  const pass = (half: Uint32Array, shift: number) => {
    sortByDigit(sorted, spare, half, shift);
    [sorted, spare] = [spare, sorted];
  };
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) pass(low, shift);
  for (let shift = 0; maxHigh >>> shift > 0; shift += DIGIT_BITS) pass(high, shift);
  return sorted;
}

/** One stable pass: `from` into `to`, by 11 bits of the keys. */
function sortByDigit(from: Uint32Array, to: Uint32Array, keys: Uint32Array, shift: number): void {
  const placeOf = new Uint32Array(DIGITS);
  for (let i = 0; i < keys.length; i++) {
    const digit = ((keys[i] ?? 0) >>> shift) & (DIGITS - 1);
    placeOf[digit] = (placeOf[digit] ?? 0) + 1;
  }
  let place = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const digitCount = placeOf[digit] ?? 0;
    placeOf[digit] = place;
    place += digitCount;
  }
  for (let i = 0; i < from.length; i++) {
    const index = from[i] ?? 0;
    const digit = ((keys[index] ?? 0) >>> shift) & (DIGITS - 1);
    const target = placeOf[digit] ?? 0;
    to[target] = index;
    placeOf[digit] = target + 1;
  }
}

function orderTies(order: Uint32Array, offsetUs: Float64Array, spans: SpanLayout): void {
  const startAt = (position: number) => offsetUs[order[position] ?? 0];
  let runStart = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i < order.length && startAt(i) === startAt(runStart)) continue;
    if (i - runStart > 1) order.subarray(runStart, i).sort((a, b) => compareTied(spans, a, b));
    runStart = i;
  }
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
