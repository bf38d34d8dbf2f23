import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpanReader } from '../../../shared/pipeline/pipelineTrace.ts';
import { spanSaysByte } from '../../../shared/pipeline/spanSays.ts';
import type { Span } from '../../../shared/span/span.ts';
import { FEW_SPANS } from '../../../shared/span/spanTree.ts';
import { makeSummary } from '../makeSummary.ts';
import { findInboundLinks } from './inboundLinks.ts';
import { holdMsFor, turnMsFor } from './pacing.ts';
import { appendSummaries, beginStoring } from './pendingSummaries.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { readSpans } from './spanReader.ts';
import { Params } from './sql.ts';
import { spreadOf } from './summaryRows.ts';
import { ThreadLoad } from './threadLoad.ts';
import type { HeldSpans, TraceState } from './tracker.ts';
import { ValueReader } from './valueReader.ts';

const TRACES_A_PASS = 2_000;
const SPANS_A_READ = 10_000;

/** Makes the summaries of traces that got spans, and stores them. */
export class Summarizer {
  readonly #parts: SessionParts;
  /** What is made and asked to be stored, and what is read to be made. */
  #stored: Promise<void> = Promise.resolve();
  #read: Promise<void> = Promise.resolve();
  /** Taken to be summarised, and to be read from the tables before. */
  #toRead: TraceState[] = [];
  #isReading = false;
  #hasAsked = false;
  /** Monotonic; one pass may end and the next begin within a turn. */
  #turnEndsMs = 0;
  /** Traces may be taken that nobody summarises any more. */
  #failure: { readonly cause: unknown } | undefined;
  readonly #threadLoad = new ThreadLoad();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /**
   * Summarises what is due. It is stored, and what has to be read first is read, while the next
   * passes compute: a pass that finds nothing waits for them only when there is no room, since they
   * may take long and the next traces may be in memory.
   *
   * @returns whether there was anything
   */
  async runDue(): Promise<boolean> {
    if (this.#failure !== undefined) throw this.#failure.cause;
    const { tracker, clock } = this.#parts;
    const nowMs = clock.nowMs();
    tracker.letGoOfKept(nowMs);
    const holdMs = holdMsFor(tracker, this.#threadLoad.measure());
    const due = tracker.due(nowMs, holdMs, TRACES_A_PASS);
    const turnMs = turnMsFor(lateMs(due[0], nowMs, holdMs));
    const inMemory: TraceInMemory[] = [];
    let takenCount = 0;
    for (const state of due) {
      const { held, linkedFrom } = state;
      if (isWhole(state, held) && linkedFrom !== undefined) {
        inMemory.push({ state, held, linkedFrom });
      } else if (this.#toRead.length < TRACES_A_PASS) {
        this.#toRead.push(state);
      } else continue;
      tracker.takeForSummary(state);
      takenCount++;
    }
    if (takenCount === 0) {
      if (tracker.isCrowded) await Promise.all([this.#stored, this.#read]);
      return false;
    }
    if (this.#toRead.length > 0 && !this.#isReading) {
      this.#read = this.#runReading();
      this.#read.catch(() => undefined);
    }
    await this.#summarize(inMemory, turnMs).catch((cause) => this.#fail(cause));
    this.#askToStore();
    return true;
  }

  /** Summarises everything there is, due or not. */
  async runAll(): Promise<void> {
    const { tracker, clock } = this.#parts;
    do {
      for (const state of tracker.due(clock.nowMs() + 1e9, 0, TRACES_A_PASS)) {
        state.dirtySinceMs = Number.NEGATIVE_INFINITY;
        state.notBeforeMs = 0;
      }
      await this.runDue();
      // What else waits in the lane may find traces that have to be summarised again.
      await Promise.all([this.#stored, this.#read]);
    } while (tracker.dirtyCount > 0);
  }

  async #runReading(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#toRead.length > 0) {
        for await (const traces of this.#readTraces(this.#toRead.splice(0, TRACES_A_PASS))) {
          await this.#summarize(traces, turnMsFor(0));
          this.#askToStore();
          await this.#stored;
        }
      }
    } catch (cause) {
      this.#fail(cause);
    } finally {
      this.#isReading = false;
    }
  }

  #fail(cause: unknown): never {
    this.#failure ??= { cause };
    this.#parts.onFailure(cause);
    throw cause;
  }

  /** Resolves when nothing is read from the tables any more, if no pass begins meanwhile. */
  async doneReading(): Promise<void> {
    await this.#read.catch(() => undefined);
  }

  async #summarize(traces: readonly TraceInMemory[], turnMs: number): Promise<void> {
    const { clock } = this.#parts;
    await this.#prepareSlices(traces);
    for (const trace of traces) {
      this.#makeRow(trace);
      if (clock.nowMs() < this.#turnEndsMs) continue;
      await nextTurn();
      this.#turnEndsMs = clock.nowMs() + turnMs;
    }
  }

  async #prepareSlices(traces: readonly TraceInMemory[]): Promise<void> {
    const { lane, slices, prepareSlice } = this.#parts;
    const unprepared = new Set<Slice>();
    for (const { state } of traces) {
      if (state.slice.writing === undefined) unprepared.add(state.slice);
    }
    if (unprepared.size === 0) return;
    await lane.run(async () => {
      for (const slice of unprepared) if (slices.all.includes(slice)) await prepareSlice(slice);
    });
  }

  #makeRow({ state, held, linkedFrom }: TraceInMemory): void {
    const { clock, rules, settleDelayUs, slices, tracker, pending } = this.#parts;
    const { spans } = held;
    const { tno, lastArrivedUs, slice } = state;
    const startedMs = clock.nowMs();
    if (slice.writing === undefined || spans.length === 0 || pending.hasTrace(state)) {
      // Another slice became the current one meanwhile, or another summary waits; or the slice is gone.
      if (spans.length > 0 && slices.all.includes(slice)) tracker.markDirty(state, startedMs);
      tracker.giveBack(state);
      return;
    }
    const saysOf = rules.stageRules === undefined ? knownOf(held) : undefined;
    const trace = { spans, arrivedUs: lastArrivedUs, linkedFrom, saysOf };
    const { summary, settleUs } = makeSummary(trace, rules, clock.nowUs(), settleDelayUs);
    const row = { tno, summary, settleUs, spread: spreadOf(spans), arrivedUs: lastArrivedUs };
    // A huge trace that keeps growing may take a tenth of the time, not all of it.
    const notBeforeMs = startedMs + 10 * (clock.nowMs() - startedMs);
    pending.add(state, slice.writing, row, notBeforeMs);
  }

  /** Traces that are not in memory with all of their spans and whatever links to them. */
  async *#readTraces(states: readonly TraceState[]): AsyncGenerator<readonly TraceInMemory[]> {
    const { readConnection, slices, lane } = this.#parts;
    // A commit on its way may hold spans that count already and cannot be read yet.
    await lane.idle();
    const unknown = states.filter(({ linkedFrom }) => linkedFrom === undefined);
    const linked = await findInboundLinks(readConnection, slices, unknown);
    const linksTo = (state: TraceState) => state.linkedFrom ?? linked.get(state.traceId) ?? [];
    const held: TraceInMemory[] = [];
    const bySlice = new Map<Slice, TraceState[]>();
    for (const state of states) {
      const ofSlice = bySlice.get(state.slice);
      if (isWhole(state, state.held)) {
        held.push({ state, held: state.held, linkedFrom: linksTo(state) });
      } else if (ofSlice === undefined) bySlice.set(state.slice, [state]);
      else ofSlice.push(state);
    }
    if (held.length > 0) yield held;
    for (const [slice, ofSlice] of bySlice) {
      for (const group of inGroups(ofSlice)) {
        const spansOf = await this.#readSpansOf(slice, group);
        yield Array.from(spansOf, ([state, spans]) => {
          return { state, held: { spans }, linkedFrom: linksTo(state) };
        });
      }
    }
  }

  async #readSpansOf(
    slice: Slice,
    states: readonly TraceState[],
  ): Promise<ReadonlyMap<TraceState, readonly Span[]>> {
    const byTno = new Map(states.map((state) => [state.tno, { state, spans: [] as Span[] }]));
    const params = new Params();
    const text = `tno IN (SELECT unnest(${params.uints([...byTno.keys()])}))`;
    const read = await readSpans(
      this.#parts.readConnection,
      slice,
      { text, params },
      new ValueReader(slice),
      (tno) => byTno.get(tno)?.state.traceId ?? '',
    );
    for (const { tno, span } of read) byTno.get(tno)?.spans.push(span);
    return new Map(Array.from(byTno.values(), ({ state, spans }) => [state, spans]));
  }

  /** What is made until it is stored goes along. */
  #askToStore(): void {
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    this.#stored = this.#storeOrFail();
    // Told to whoever comes next, too.
    this.#stored.catch(() => undefined);
  }

  /**
   * Behind what has been asked of the lane and what is asked meanwhile: a commit of spans takes the
   * summaries along. Nothing may be written after rows that were rolled back: the dictionary knows
   * their ids.
   */
  async #storeOrFail(): Promise<void> {
    const { lane } = this.#parts;
    await lane.idle();
    await lane.run(() => {
      this.#hasAsked = false;
      return this.#store().catch((cause) => this.#fail(cause));
    });
  }

  async #store(): Promise<void> {
    const { connection, pending, clock } = this.#parts;
    if (pending.isEmpty) return;
    const taken = pending.take();
    await connection.run(beginStoring(taken));
    await appendSummaries(connection, taken);
    await connection.run('COMMIT');
    pending.noteStored(taken, clock.nowMs());
  }
}

/** For how long it could have been summarised; 0 for what nobody waits for, found by sweeping. */
function lateMs(state: TraceState | undefined, nowMs: number, holdMs: number): number {
  const { dirtySinceMs = nowMs, notBeforeMs = 0 } = state ?? {};
  if (dirtySinceMs === Number.NEGATIVE_INFINITY) return 0;
  return nowMs - Math.max(dirtySinceMs + holdMs, notBeforeMs);
}

interface SpansToSummarize {
  readonly spans: readonly Span[];
  readonly says?: readonly number[];
}

interface TraceInMemory {
  readonly state: TraceState;
  readonly held: SpansToSummarize;
  /** Traces whose links point at it. */
  readonly linkedFrom: readonly string[];
}

function isWhole(state: TraceState, held: HeldSpans | undefined): held is HeldSpans {
  return held?.spans.length === state.spanCount;
}

function knownOf({ spans, says }: SpansToSummarize): SpanReader | undefined {
  if (says === undefined || spans.length > FEW_SPANS) return undefined;
  return (span) => says[spans.indexOf(span)] ?? spanSaysByte(span);
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
