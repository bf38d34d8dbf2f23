import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpanReader } from '../../../shared/pipeline/pipelineTrace.ts';
import { spanSaysByte } from '../../../shared/pipeline/spanSays.ts';
import type { Span } from '../../../shared/span/span.ts';
import { FEW_SPANS } from '../../../shared/span/spanTree.ts';
import { makeSummary } from '../makeSummary.ts';
import { findInboundLinks } from './inboundLinks.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { readSpans } from './spanReader.ts';
import { Params } from './sql.ts';
import { spreadOf } from './summaryRows.ts';
import { ThreadLoad } from './threadLoad.ts';
import type { HeldSpans, TraceState } from './tracker.ts';
import { ValueReader } from './valueReader.ts';

/** Spans of one trace often come in several batches: summarised sooner, it is made twice. */
const HOLD_MS = 800;
/**
 * Where summaries take a good part of the time there is: of a fleet's traces 1.6 are made after the
 * shorter time and 1.4 after the longer one, which is for a thread that has no time left.
 */
const BUSY_HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 1_250;
/** Shares of the thread's time from which and up to which it becomes longer. */
const SHARE_OF_SHORT_HOLD = 0.85;
const SHARE_OF_LONG_HOLD = 0.95;
const TRACES_A_PASS = 2_000;
const SPANS_A_READ = 10_000;
/** Longest stretch of computing before other work gets its turn, for few traces and for many. */
const TURN_MS = 4;
const BUSY_TURN_MS = 8;

/** Makes the summaries of traces that got spans, and stores them. */
export class Summarizer {
  readonly #parts: SessionParts;
  /** The last pass's summaries, and those that had to be read for. */
  #stored: Promise<void> = Promise.resolve();
  #read: Promise<void> = Promise.resolve();
  /** Taken to be summarised, and to be read from the tables before. */
  #toRead: TraceState[] = [];
  #isReading = false;
  /** Traces may be taken that nobody summarises any more. */
  #failure: { readonly cause: unknown } | undefined;
  readonly #threadLoad = new ThreadLoad();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /**
   * Summarises what is due. It is stored while the next pass computes, and what has to be read
   * first is read beside both. A pass that finds nothing waits for what is being stored, but for what
   * is being read only when there is no room: it takes long, and the next traces may be in memory.
   *
   * @returns whether there was anything
   */
  async runDue(): Promise<boolean> {
    if (this.#failure !== undefined) throw this.#failure.cause;
    const { tracker, clock, lane } = this.#parts;
    tracker.letGoOfKept(clock.nowMs());
    const due = tracker.due(clock.nowMs(), this.#holdMs(), TRACES_A_PASS);
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
      await this.#stored;
      if (tracker.isCrowded) await this.#read;
      return false;
    }
    if (this.#toRead.length > 0 && !this.#isReading) {
      this.#read = this.#runReading();
      this.#read.catch(() => undefined);
    }
    await this.#summarize(inMemory).catch((cause) => this.#fail(cause));
    await this.#stored;
    this.#stored = lane.run(() => this.#storeOrFail());
    // Told to whoever comes next, too.
    this.#stored.catch(() => undefined);
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

  /** How long a trace with new spans waits for others of its spans. */
  #holdMs(): number {
    const { isBusy, isCrowded } = this.#parts.tracker;
    const above = this.#threadLoad.measure() - SHARE_OF_SHORT_HOLD;
    if (isCrowded) return 0;
    if (!isBusy) return HOLD_MS;
    const strain = above / (SHARE_OF_LONG_HOLD - SHARE_OF_SHORT_HOLD);
    return BUSY_HOLD_MS + Math.min(1, Math.max(0, strain)) * (LONGEST_HOLD_MS - BUSY_HOLD_MS);
  }

  async #runReading(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#toRead.length > 0) {
        for await (const traces of this.#readTraces(this.#toRead.splice(0, TRACES_A_PASS))) {
          await this.#summarize(traces);
          await this.#parts.lane.run(() => this.#storeOrFail());
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

  async #summarize(traces: readonly TraceInMemory[]): Promise<void> {
    const { clock } = this.#parts;
    await this.#prepareSlices(traces);
    const turnMs = traces.length > TRACES_A_PASS / 2 ? BUSY_TURN_MS : TURN_MS;
    let turnEndsMs = clock.nowMs() + turnMs;
    for (const trace of traces) {
      this.#makeRow(trace);
      if (clock.nowMs() < turnEndsMs) continue;
      await nextTurn();
      turnEndsMs = clock.nowMs() + turnMs;
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

  /** Nothing may be written after rows that were rolled back: the dictionary knows their ids. */
  async #storeOrFail(): Promise<void> {
    await this.#store().catch((cause) => this.#fail(cause));
  }

  async #store(): Promise<void> {
    const { connection, pending, clock } = this.#parts;
    if (pending.isEmpty) return;
    await connection.run('BEGIN');
    const written = await pending.write(connection);
    await connection.run('COMMIT');
    pending.noteStored(written, clock.nowMs());
  }
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
