import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeSummaryRow } from './makeSummaryRow.ts';
import { holdMsFor, turnMsFor } from './pacing.ts';
import { appendSummaries, beginStoring } from './pendingSummaries.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import type { RequestedTrace } from './summaryThread/messages.ts';
import { type SummaryBlock, unpackSummaries } from './summaryThread/summaryBlock.ts';
import { ThreadLoad } from './threadLoad.ts';
import { bySlice, readTraces, type TraceInMemory } from './traceSpans.ts';
import { isHere, isWhole, type TraceState } from './tracker.ts';

const TRACES_A_PASS = 2_000;

/** Makes the summaries of traces that got spans, and stores them. */
export class Summarizer {
  readonly #parts: SessionParts;
  /** What is made and asked to be stored, and what is read to be made. */
  #stored: Promise<void> = Promise.resolve();
  #read: Promise<void> = Promise.resolve();
  /** What another thread was asked to make. */
  #made: Promise<void> = Promise.resolve();
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
   * Summarises what is due, once the other thread has answered what it was asked before. It is
   * stored, and what has to be read first is read, while the next passes compute: a pass that finds
   * nothing waits for them only when there is no room, since they may take long and the next traces
   * may be in memory.
   *
   * @returns whether there was anything
   */
  async runDue(): Promise<boolean> {
    await this.#made;
    if (this.#failure !== undefined) throw this.#failure.cause;
    const { tracker, clock, thread } = this.#parts;
    const nowMs = clock.nowMs();
    tracker.letGoOfKept(nowMs);
    thread.letGo(tracker.takeLetGo());
    const holdMs = holdMsFor(tracker, this.#threadLoad.measure());
    const due = tracker.due(nowMs, holdMs, TRACES_A_PASS);
    const turnMs = turnMsFor(lateMs(due[0], nowMs, holdMs));
    const inMemory: TraceInMemory[] = [];
    const inThread: TraceState[] = [];
    let takenCount = 0;
    for (const state of due) {
      const { held, linkedFrom } = state;
      if (isWhole(state, held) && linkedFrom !== undefined) {
        if (isHere(held)) inMemory.push({ state, held, linkedFrom });
        else inThread.push(state);
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
    this.#readWhatIsToRead();
    if (inThread.length > 0) {
      this.#made = this.#summarizeInThread(inThread).catch((cause) => this.#fail(cause));
      this.#made.catch(() => undefined);
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
      await this.#made;
      await Promise.all([this.#stored, this.#read]);
    } while (tracker.dirtyCount > 0);
  }

  #readWhatIsToRead(): void {
    if (this.#toRead.length === 0 || this.#isReading) return;
    this.#read = this.#runReading();
    this.#read.catch(() => undefined);
  }

  async #runReading(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#toRead.length > 0) {
        for await (const traces of readTraces(this.#parts, this.#toRead.splice(0, TRACES_A_PASS))) {
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

  /** Resolves when nothing is made or read by the side any more, if no pass begins meanwhile. */
  async settled(): Promise<void> {
    await this.#made.catch(() => undefined);
    await this.#read.catch(() => undefined);
  }

  async #summarize(traces: readonly TraceInMemory[], turnMs: number): Promise<void> {
    const { clock } = this.#parts;
    await this.#prepareSlices(traces.map(({ state }) => state));
    for (const trace of traces) {
      this.#makeRow(trace);
      if (clock.nowMs() < this.#turnEndsMs) continue;
      await nextTurn();
      this.#turnEndsMs = clock.nowMs() + turnMs;
    }
  }

  async #prepareSlices(states: readonly TraceState[]): Promise<void> {
    const { lane, slices, prepareSlice } = this.#parts;
    const unprepared = new Set<Slice>();
    for (const { slice } of states) if (slice.writing === undefined) unprepared.add(slice);
    if (unprepared.size === 0) return;
    await lane.run(async () => {
      for (const slice of unprepared) if (slices.all.includes(slice)) await prepareSlice(slice);
    });
  }

  async #summarizeInThread(states: readonly TraceState[]): Promise<void> {
    const { clock, thread, tracker } = this.#parts;
    await this.#prepareSlices(states);
    for (const [slice, ofSlice] of bySlice(states)) {
      const { block, missing } = await thread.summarize({
        traces: ofSlice.map(requestOf),
        nowUs: clock.nowUs(),
      });
      for (const state of ofSlice) {
        if (!missing.has(state.tno)) continue;
        tracker.letGo(state);
        this.#toRead.push(state);
      }
      this.#takeMade(
        slice,
        ofSlice.filter(({ tno }) => !missing.has(tno)),
        block,
      );
    }
    this.#readWhatIsToRead();
    this.#askToStore();
  }

  #takeMade(slice: Slice, states: readonly TraceState[], block: SummaryBlock): void {
    const { clock, pending, tracker } = this.#parts;
    const nowMs = clock.nowMs();
    const isTakeable = (state: TraceState) =>
      !pending.hasTrace(state) && !tracker.isReplaced(state);
    if (slice.writing !== undefined && states.every(isTakeable)) {
      if (states.length === 0) return;
      pending.addMade(slice, states, unpackSummaries(block, slice.writing.labels), nowMs);
      return;
    }
    for (const state of states) {
      if (tracker.isReplaced(state)) tracker.giveBack(state);
      else this.#giveBack(state, nowMs);
    }
  }

  /** Another slice became the current one meanwhile, or another summary waits; or the slice is gone. */
  #giveBack(state: TraceState, nowMs: number): void {
    const { slices, tracker } = this.#parts;
    if (slices.all.includes(state.slice)) tracker.markDirty(state, nowMs);
    tracker.giveBack(state);
  }

  #makeRow({ state, held, linkedFrom }: TraceInMemory): void {
    const { clock, rules, settleDelayUs, tracker, pending } = this.#parts;
    const { spans } = held;
    const { tno, lastArrivedUs: arrivedUs, slice } = state;
    const startedMs = clock.nowMs();
    if (slice.writing === undefined || spans.length === 0 || pending.hasTrace(state)) {
      if (spans.length > 0) this.#giveBack(state, startedMs);
      else tracker.giveBack(state);
      return;
    }
    const trace = { tno, held, arrivedUs, linkedFrom };
    const row = makeSummaryRow(trace, rules, clock.nowUs(), settleDelayUs);
    // A huge trace that keeps growing may take a tenth of the time, not all of it.
    const notBeforeMs = startedMs + 10 * (clock.nowMs() - startedMs);
    pending.add(state, slice.writing, row, notBeforeMs);
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

function requestOf(state: TraceState): RequestedTrace {
  const { tno, traceId, spanCount, lastArrivedUs, linkedFrom = [] } = state;
  return { tno, traceId, spanCount, arrivedUs: lastArrivedUs, linkedFrom };
}
