import type { Span } from '../../../../shared/span/span.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { SpanDocuments } from '../documents/spanDocuments.ts';
import { inSpanOrder } from '../documents/spanOrder.ts';
import type { EngineAnswer, JsonBody } from '../engine/engineCall.ts';
import { heldSpans } from './heldSpans.ts';
import { areaAround, type SpanArea } from './spanArea.ts';
import { mostHits, noteRejected, searchAllSpans, searchAtMost, spansOfHits } from './spanSearch.ts';
import type { TraceHint } from './traceBank.ts';
import { canonicalTraceId, MOST_FORMS, ofTraces } from './traceIds.ts';

/** Traces with the spans that were found of each, those in the order they always have. */
export interface TraceBatch {
  readonly spans: ReadonlyMap<string, readonly Span[]>;
  /** Where they were looked for; absent when everywhere. */
  readonly area?: SpanArea;
}

/** About 2,500 spans of a usual fleet: a quarter of what one answer holds. */
const MOST_TRACES = 500;
const AT_ONCE = 2;
/** Fewer are not worth a request of their own. */
const FEWEST_TRACES = 50;
/** A page in so many batches: the first is worked on while the engine reads the others. */
const BATCHES = 2;

interface Flight {
  readonly traces: readonly TraceHint[];
  readonly area: SpanArea;
  /** Absent when one answer does not hold their spans. */
  readonly answer?: EngineAnswer;
  /** Those that are the reason for that, as far as it is known. */
  readonly large: ReadonlySet<TraceHint>;
}

/** Of a full answer: a trace with more is read by itself. */
const LARGE_SHARE = 1 / 4;

/**
 * Reads traces in batches that one answer holds, the next one on its way while the first is worked
 * on. Where a batch fills an answer those that fill a quarter of it are read by themselves and the
 * others again, or if there is none such it is halved.
 */
export async function* readBatches(
  traces: readonly TraceHint[],
  ask: SpanAsk,
): AsyncGenerator<TraceBatch> {
  // Together in a batch what lies together in time, so that each looks into few indices.
  const waiting = traces.toSorted((a, b) => a.seenUs - b.seenUs);
  const underWay: Promise<Flight>[] = [];
  const most = Math.min(MOST_TRACES, Math.floor(ask.indices.limits.maxTermsCount / MOST_FORMS));
  let size = Math.min(most, Math.max(FEWEST_TRACES, Math.ceil(traces.length / BATCHES)));
  for (;;) {
    while (underWay.length < AT_ONCE && waiting.length > 0) {
      underWay.push(startFlight(waiting.splice(-size), ask));
    }
    const flight = await underWay.shift();
    if (flight === undefined) return;
    if (flight.answer !== undefined) {
      yield await batchOf(flight.answer, flight.area, ask);
      if (flight.answer.hits.length * 4 < mostHits(ask)) size = Math.min(most, 2 * size);
      continue;
    }
    const { large, traces: asked } = flight;
    if (large.size === 0) size = Math.ceil(asked.length / 2);
    waiting.push(...asked.filter((trace) => !large.has(trace)));
    for (const trace of large) yield await largeTrace(trace, ask);
  }
}

const NONE: ReadonlySet<TraceHint> = new Set();

const holdsAll = ({ hits }: EngineAnswer, ask: SpanAsk): boolean => hits.length < mostHits(ask);

/** Traces that fill much of what an answer holds; one alone that does not fit into it. */
function largeAmong(
  traces: readonly TraceHint[],
  answer: EngineAnswer | undefined,
  ask: SpanAsk,
): ReadonlySet<TraceHint> {
  if (traces.length === 1) return new Set(traces);
  const hitCounts = new Map<string, number>();
  for (const { source } of answer?.hits ?? []) {
    const stored = source?.traceID;
    if (typeof stored !== 'string') continue;
    const traceId = canonicalTraceId(stored);
    hitCounts.set(traceId, (hitCounts.get(traceId) ?? 0) + 1);
  }
  const most = mostHits(ask) * LARGE_SHARE;
  return new Set(traces.filter(({ traceId }) => (hitCounts.get(traceId) ?? 0) > most));
}

function startFlight(traces: readonly TraceHint[], ask: SpanAsk): Promise<Flight> {
  const fromUs = traces[0]?.seenUs ?? 0;
  const area = areaAround(ask.indices, fromUs, traces.at(-1)?.seenUs ?? fromUs);
  // A full answer is let go at once: reading the large traces of it takes memory enough.
  const flight = searchAtMost(mostHits(ask), area, [spansOf(idsOf(traces), ask)], ask).then(
    (answer): Flight =>
      answer !== undefined && holdsAll(answer, ask)
        ? { traces, area, answer, large: NONE }
        : { traces, area, large: largeAmong(traces, answer, ask) },
  );
  // A reader that stops early is not told why this failed.
  flight.catch(() => undefined);
  return flight;
}

const idsOf = (traces: readonly TraceHint[]): readonly string[] =>
  traces.map(({ traceId }) => traceId);

const spansOf = (traceIds: readonly string[], { indices }: SpanAsk): JsonBody =>
  ofTraces(indices.fields.traceId, traceIds);

async function batchOf({ hits }: EngineAnswer, area: SpanArea, ask: SpanAsk): Promise<TraceBatch> {
  const documents = new SpanDocuments(ask.indices.dotReplacement);
  const spans = new Map<string, Span[]>();
  for (const span of await spansOfHits(hits, documents)) {
    const known = spans.get(span.traceId);
    if (known === undefined) spans.set(span.traceId, [span]);
    else known.push(span);
  }
  noteRejected(documents, ask);
  const ordered = Array.from(spans, ([traceId, read]) => [traceId, inSpanOrder(read)] as const);
  return { spans: new Map(ordered), area };
}

async function largeTrace({ traceId, seenUs }: TraceHint, ask: SpanAsk): Promise<TraceBatch> {
  const { spans } = await heldSpans({ traceId, atMs: Math.floor(seenUs / 1_000) }, ask);
  return { spans: new Map([[traceId, spans]]) };
}

/** Spans of the traces anywhere but in the area; of a trace that has very many there, none. */
export async function readSpansOutside(
  area: SpanArea,
  traceIds: readonly string[],
  ask: SpanAsk,
): Promise<ReadonlyMap<string, readonly Span[]>> {
  const spans = new Map<string, readonly Span[]>();
  const waiting = traceIds.length === 0 ? [] : [traceIds];
  for (let ids = waiting.pop(); ids !== undefined; ids = waiting.pop()) {
    const answer = await searchAllSpans(area, [spansOf(ids, ask)], ask);
    if (answer !== undefined) {
      const batch = await batchOf(answer, area, ask);
      for (const [traceId, read] of batch.spans) spans.set(traceId, read);
    } else if (ids.length > 1) {
      const half = Math.ceil(ids.length / 2);
      waiting.push(ids.slice(0, half), ids.slice(half));
    } else {
      ask.call.missing(`Spans of trace ${ids[0]} that start a day from the others were left out.`);
    }
  }
  return spans;
}
