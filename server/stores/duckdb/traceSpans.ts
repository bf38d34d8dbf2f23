import type { Span } from '../../../shared/span/span.ts';
import { findInboundLinks } from './inboundLinks.ts';
import type { SpansToSummarize } from './knownSays.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { readSpans } from './spanReader.ts';
import { Params } from './sql.ts';
import { isHere, isWhole, type TraceState } from './tracker.ts';
import { ValueReader } from './valueReader.ts';

const SPANS_A_READ = 10_000;

export interface TraceInMemory {
  readonly state: TraceState;
  readonly held: SpansToSummarize;
  /** Traces whose links point at it. */
  readonly linkedFrom: readonly string[];
}

/** Reads traces that are not in memory with all of their spans and whatever links to them. */
export async function* readTraces(
  parts: SessionParts,
  states: readonly TraceState[],
): AsyncGenerator<readonly TraceInMemory[]> {
  const { readConnection, slices, lane } = parts;
  // A commit on its way may hold spans that count already and cannot be read yet. Asked for like
  // this, it is not followed by another one.
  await lane.run(async () => undefined);
  const unknown = states.filter(({ linkedFrom }) => linkedFrom === undefined);
  const linked = await findInboundLinks(readConnection, slices, unknown);
  const linksTo = (state: TraceState) => state.linkedFrom ?? linked.get(state.traceId) ?? [];
  const held: TraceInMemory[] = [];
  const toRead: TraceState[] = [];
  for (const state of states) {
    if (isWhole(state, state.held) && isHere(state.held)) {
      held.push({ state, held: state.held, linkedFrom: linksTo(state) });
    } else toRead.push(state);
  }
  if (held.length > 0) yield held;
  for (const [slice, ofSlice] of bySlice(toRead)) {
    for (const group of inGroups(ofSlice)) {
      const spansOf = await readSpansOf(parts, slice, group);
      yield Array.from(spansOf, ([state, spans]) => {
        return { state, held: { spans }, linkedFrom: linksTo(state) };
      });
    }
  }
}

async function readSpansOf(
  { readConnection }: SessionParts,
  slice: Slice,
  states: readonly TraceState[],
): Promise<ReadonlyMap<TraceState, readonly Span[]>> {
  const byTno = new Map(states.map((state) => [state.tno, { state, spans: [] as Span[] }]));
  const params = new Params();
  const text = `tno IN (SELECT unnest(${params.uints([...byTno.keys()])}))`;
  const read = await readSpans(
    readConnection,
    slice,
    { text, params },
    new ValueReader(slice),
    (tno) => byTno.get(tno)?.state.traceId ?? '',
  );
  for (const { tno, span } of read) byTno.get(tno)?.spans.push(span);
  return new Map(Array.from(byTno.values(), ({ state, spans }) => [state, spans]));
}

export function bySlice(states: readonly TraceState[]): ReadonlyMap<Slice, TraceState[]> {
  const ofSlices = new Map<Slice, TraceState[]>();
  for (const state of states) {
    const ofSlice = ofSlices.get(state.slice);
    if (ofSlice === undefined) ofSlices.set(state.slice, [state]);
    else ofSlice.push(state);
  }
  return ofSlices;
}

function* inGroups(states: readonly TraceState[]): Generator<readonly TraceState[]> {
  let group: TraceState[] = [];
  let spanCount = 0;
  for (const state of states) {
    group.push(state);
    spanCount += state.spanCount;
    if (spanCount < SPANS_A_READ) continue;
    yield group;
    group = [];
    spanCount = 0;
  }
  if (group.length > 0) yield group;
}
