import type { SpanReader } from '../../../shared/pipeline/pipelineTrace.ts';
import { spanSaysByte } from '../../../shared/pipeline/spanSays.ts';
import type { Span } from '../../../shared/span/span.ts';
import { FEW_SPANS } from '../../../shared/span/spanTree.ts';

export interface SpansToSummarize {
  readonly spans: readonly Span[];
  /** What each says of itself, as `spanSaysByte` does; absent where they were read from the tables. */
  readonly says?: readonly number[];
}

/** Looks up what is known already; a span that was replaced by a copy is asked again. */
export function knownSays({ spans, says }: SpansToSummarize): SpanReader | undefined {
  if (says === undefined) return undefined;
  if (spans.length <= FEW_SPANS) return (span) => says[spans.indexOf(span)] ?? spanSaysByte(span);
  const bySpan = new Map(spans.map((span, index) => [span, says[index]]));
  return (span) => bySpan.get(span) ?? spanSaysByte(span);
}
