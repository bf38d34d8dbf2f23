import { layoutTrace, type TraceLayout } from './layoutTrace.ts';
import type { SpanLayout } from './spanLayout.ts';

/**
 * The layouts of a trace that is still being read: an early one when enough spans
 * are there to be worth drawing, then one whenever the trace is four times the last,
 * and the whole one at the end (`isFinal`), which comes even for no spans at all.
 *
 * A factor of four keeps what the early ones cost, in time and bytes, below a third
 * of the last.
 */
export async function* layoutSnapshots(
  traceId: string,
  batches: AsyncIterable<SpanLayout>,
): AsyncGenerator<TraceLayout> {
  const arrived: SpanLayout[] = [];
  let spanCount = 0;
  let revision = 0;
  let nextAtSpans = FIRST_SNAPSHOT_SPANS;
  const early = () => {
    nextAtSpans = Math.max(FIRST_SNAPSHOT_SPANS, spanCount) * GROWTH;
    return layoutTrace(traceId, arrived, { revision: revision++, isFinal: false });
  };
  for await (const batch of batches) {
    // Held back until the next batch: a last batch is better laid out once, as the final one.
    if (spanCount >= nextAtSpans) yield early();
    arrived.push(batch);
    spanCount += batch.count;
    if (batch.isFollowed !== true) continue;
    if (revision === 0) nextAtSpans = FIRST_FOLLOWED_SPANS;
    if (spanCount >= nextAtSpans) yield early();
  }
  yield layoutTrace(traceId, arrived, { revision, isFinal: true });
}

const FIRST_SNAPSHOT_SPANS = 2_000;
/** Of a trace that is known to be larger. */
const FIRST_FOLLOWED_SPANS = 500;
const GROWTH = 4;
