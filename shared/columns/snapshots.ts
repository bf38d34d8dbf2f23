import { layoutTrace, type TraceLayout } from './layoutTrace.ts';
import type { SpanLayout } from './spanLayout.ts';

/**
 * The layouts of a trace that is still being read: an early one when enough spans
 * are there to be worth drawing, then some more, and the whole one at the end
 * (`isFinal`), which comes even for no spans at all.
 *
 * Where it is known how many spans come, the early ones are a quarter of them, a sixteenth
 * and so on, so that they take less than half of what the whole one does, in time and
 * bytes; else one comes whenever the trace is four times the last.
 */
export async function* layoutSnapshots(
  traceId: string,
  batches: AsyncIterable<SpanLayout>,
): AsyncGenerator<TraceLayout> {
  const arrived: SpanLayout[] = [];
  let spanCount = 0;
  let revision = 0;
  let nextAtSpans = FIRST_SNAPSHOT_SPANS;
  const early = (restCount: number) => {
    nextAtSpans = nextSnapshotAt(spanCount, restCount);
    return layoutTrace(traceId, arrived, { revision: revision++, isFinal: false });
  };
  for await (const batch of batches) {
    // Held back until the next batch: a last batch is better laid out once, as the final one.
    if (spanCount >= nextAtSpans) yield early(0);
    arrived.push(batch);
    spanCount += batch.count;
    const { restCount = 0 } = batch;
    if (restCount === 0) continue;
    if (revision === 0) nextAtSpans = FIRST_FOLLOWED_SPANS;
    if (spanCount >= nextAtSpans) yield early(restCount);
  }
  yield layoutTrace(traceId, arrived, { revision, isFinal: true });
}

const FIRST_SNAPSHOT_SPANS = 2_000;
/** Of a trace that is known to be larger. */
const FIRST_FOLLOWED_SPANS = 500;
const GROWTH = 4;

/** @param restCount  0 where nobody knows how many more there are */
function nextSnapshotAt(spanCount: number, restCount: number): number {
  if (restCount === 0) return Math.max(FIRST_SNAPSHOT_SPANS, spanCount) * GROWTH;
  let part = (spanCount + restCount) / GROWTH;
  while (part / GROWTH >= 2 * spanCount) part /= GROWTH;
  return part >= 2 * spanCount ? part : Number.POSITIVE_INFINITY;
}
