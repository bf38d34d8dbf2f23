import type { SpanReader } from '../../../shared/pipeline/pipelineTrace.ts';
import { spanSaysByte } from '../../../shared/pipeline/spanSays.ts';
import type { Span } from '../../../shared/span/span.ts';
import { FEW_SPANS } from '../../../shared/span/spanTree.ts';

export interface SpansWithSays {
  readonly spans: readonly Span[];
  /** What each says of itself, as `spanSaysByte` does. */
  readonly says: readonly number[];
}

/** Looks up what is known already; a span that was replaced by a copy is asked again. */
export function knownSays({ spans, says }: SpansWithSays): SpanReader {
  if (spans.length <= FEW_SPANS) return (span) => says[spans.indexOf(span)] ?? spanSaysByte(span);
  const bySpan = new Map(spans.map((span, index) => [span, says[index]]));
  return (span) => bySpan.get(span) ?? spanSaysByte(span);
}
