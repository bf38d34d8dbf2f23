import type { Span } from '../../../../shared/span/span.ts';
import type { TraceRef } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { SpanRun } from './plannedSpans.ts';
import { readTraceRuns } from './wholeTrace.ts';

/** About 200 MB of memory. */
const MOST_SPANS_HELD = 150_000;

export interface HeldSpans {
  readonly spans: readonly Span[];
  /** There are more, which was said. */
  readonly isCut: boolean;
}

/** All spans of one trace at once, as far as memory allows. */
export async function heldSpans(
  ref: TraceRef,
  ask: SpanAsk,
  see: (run: SpanRun) => Promise<void> = async () => undefined,
): Promise<HeldSpans> {
  const spans: Span[] = [];
  for await (const run of readTraceRuns(ref, ask)) {
    await see(run);
    for (const span of run.spans) spans.push(span);
    if (spans.length < MOST_SPANS_HELD) continue;
    const held = spans.length.toLocaleString('en');
    ask.call.missing(`Trace ${ref.traceId} is summarised from its first ${held} spans.`);
    return { spans, isCut: true };
  }
  return { spans, isCut: false };
}
