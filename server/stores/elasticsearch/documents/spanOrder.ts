import type { Span } from '../../../../shared/span/span.ts';
import { spanContent } from './spanContent.ts';

/**
 * Spans of one trace in the one order they always have: by start, then id, then content. Of
 * those with equal content, which retries and copies leave behind, the first stays; equal ids
 * alone are two spans.
 */
export function inSpanOrder(spans: readonly Span[]): readonly Span[] {
  const sorted = isSorted(spans) ? spans : spans.toSorted(compareSpans);
  if (!hasEqualNeighbours(sorted)) return sorted;
  const ordered: Span[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && areEqual(sorted, from, to)) to++;
    if (to - from === 1) push(ordered, sorted[from]);
    else for (const span of byContent(sorted.slice(from, to))) ordered.push(span);
    from = to;
  }
  return ordered;
}

function compareSpans(a: Span, b: Span): number {
  if (a.startUs !== b.startUs) return a.startUs - b.startUs;
  if (a.spanId === b.spanId) return 0;
  return a.spanId < b.spanId ? -1 : 1;
}

function isSorted(spans: readonly Span[]): boolean {
  return spans.every((span, at) => at === 0 || compareSpans(spans[at - 1] ?? span, span) <= 0);
}

function hasEqualNeighbours(sorted: readonly Span[]): boolean {
  return sorted.some((_, at) => at > 0 && areEqual(sorted, at - 1, at));
}

function areEqual(spans: readonly Span[], a: number, b: number): boolean {
  const one = spans[a];
  const other = spans[b];
  return one?.startUs === other?.startUs && one?.spanId === other?.spanId;
}

function byContent(spans: readonly Span[]): readonly Span[] {
  const distinct = new Map<string, Span>();
  for (const span of spans) {
    const content = spanContent(span);
    if (!distinct.has(content)) distinct.set(content, span);
  }
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, span]) => span);
}

function push(spans: Span[], span: Span | undefined): void {
  if (span !== undefined) spans.push(span);
}
