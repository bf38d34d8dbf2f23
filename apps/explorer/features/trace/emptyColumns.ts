import { layoutTrace } from '../../../../shared/columns/layoutTrace.ts';
import type { TraceColumns } from '../../../../shared/columns/traceColumns.ts';

/** What the timeline shows before the first rows have arrived. */
export function emptyColumns(traceId: string): TraceColumns {
  return layoutTrace(traceId, [], { revision: 0, isFinal: false }).columns;
}
