import { spanSaysByte } from '../pipeline/spanSays.ts';
import type { StageRules } from '../pipeline/stageEvidenceOf.ts';
import { spanIdToBigInt } from '../span/ids.ts';
import type { Span } from '../span/span.ts';
import { emptyLayout } from './joinLayouts.ts';
import { SPAN_KINDS, SPAN_STATUSES, type SpanLayout } from './spanLayout.ts';
import { TextTable } from './textTable.ts';

/** What laying out needs of whole spans, in their order. */
export function spanLayoutOf(spans: readonly Span[], rules?: StageRules): SpanLayout {
  const layout = emptyLayout(spans.length);
  const services = new TextTable();
  const operations = new TextTable();
  for (const [i, span] of spans.entries()) {
    layout.spanId[i] = spanIdToBigInt(span.spanId);
    layout.parentId[i] = span.parentSpanId === undefined ? 0n : spanIdToBigInt(span.parentSpanId);
    layout.startUs[i] = span.startUs;
    layout.durationUs[i] = span.durationUs;
    layout.service[i] = services.indexOf(span.resource.service);
    layout.operation[i] = operations.indexOf(span.operation);
    layout.kind[i] = SPAN_KINDS.indexOf(span.kind);
    layout.status[i] = SPAN_STATUSES.indexOf(span.status);
    layout.evidence[i] = spanSaysByte(span, rules);
    layout.events[i] = Math.min(255, span.events.length);
  }
  return { ...layout, services: services.texts, operations: operations.texts };
}
