import { spanSaysByte } from '../pipeline/spanSays.ts';
import type { StageRules } from '../pipeline/stageEvidenceOf.ts';
import { writeIdHalves } from '../span/ids.ts';
import type { Span } from '../span/span.ts';
import { emptyLayout } from './joinLayouts.ts';
import { idHalves } from './spanIndex.ts';
import { SPAN_KINDS, SPAN_STATUSES, type SpanLayout } from './spanLayout.ts';
import { TextTable } from './textTable.ts';

/** What laying out needs of whole spans, in their order. */
export function spanLayoutOf(spans: readonly Span[], rules?: StageRules): SpanLayout {
  const layout = emptyLayout(spans.length);
  const services = new TextTable();
  const operations = new TextTable();
  const ids = idHalves(layout.spanId);
  const parentIds = idHalves(layout.parentId);
  for (const [i, span] of spans.entries()) {
    writeIdHalves(span.spanId, ids, 2 * i);
    if (span.parentSpanId !== undefined) writeIdHalves(span.parentSpanId, parentIds, 2 * i);
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
