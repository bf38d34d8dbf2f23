import type { Span } from '../../../shared/span/span.ts';
import { StoreUnavailable } from '../traceStore.ts';
import { refused } from './engineErrors.ts';
import { findKnownTraces, type KnownTraces } from './knownTraces.ts';
import { appendSummaries, beginStoring } from './pendingSummaries.ts';
import { type SliceLimits, sliceLimits } from './retention.ts';
import { writeMeta } from './schema.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { REAL_SPANS } from './sliceList.ts';
import { appendSpanRows, noteRows, type RowCounts } from './sliceRows.ts';
import { findTraces } from './traceLookup.ts';
import { isInThread, type TraceState } from './tracker.ts';

interface QueuedBatch {
  readonly spans: readonly Span[];
  readonly arrivedUs: number;
  readonly isDemo: boolean;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/** At 50,000 spans a second, what arrives in 0.8 s; beyond it a sender is asked to wait. */
const MOST_SPANS_QUEUED = 40_000;
const SPANS_A_COMMIT = 8_192;
/** From some 2,000 spans a second on, summaries are made in a thread of their own. */
const MANY_WAITING_SPANS = 2_000;
/** A session that failed meanwhile is opened again, and makes all summaries that are missing. */
const IGNORED = (): undefined => undefined;

/**
 * Takes batches, commits as many at once as wait (group commit), and resolves a
 * batch when it is on disk.
 */
export class SpanWriter {
  readonly #parts: SessionParts;
  readonly #summarize: () => Promise<boolean>;
  readonly #limits: SliceLimits;
  #queue: QueuedBatch[] = [];
  #queuedSpanCount = 0;
  #hasAsked = false;
  /** Ends with the commit that was asked for last. */
  #turn: Promise<void> = Promise.resolve();
  #failure: StoreUnavailable | undefined;

  /** @param summarize  makes the summaries that are due; answers whether there were any */
  constructor(parts: SessionParts, summarize: () => Promise<boolean>) {
    this.#parts = parts;
    this.#summarize = summarize;
    this.#limits = sliceLimits(parts.retention);
  }

  append(spans: readonly Span[], arrivedUs: number, isDemo = false): Promise<void> {
    if (spans.length === 0) return Promise.resolve();
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#queue.length > 0 && this.#queuedSpanCount + spans.length > MOST_SPANS_QUEUED) {
      return Promise.reject(
        new StoreUnavailable(
          `The store is behind by ${this.#queuedSpanCount} spans; send again later.`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ spans, arrivedUs, isDemo, resolve, reject });
      this.#queuedSpanCount += spans.length;
      this.#askForTurn();
    });
  }

  /** Resolves when nothing is queued any more. */
  async flush(): Promise<void> {
    while (this.#queue.length > 0) await this.#turn;
    await this.#parts.lane.idle();
  }

  /** Refuses what is queued and all that comes: the session has failed. */
  refuseAll(cause: unknown): void {
    this.#failure = refused(cause);
    for (const batch of this.#queue.splice(0)) batch.reject(this.#failure);
    this.#queuedSpanCount = 0;
  }

  /**
   * Asks for a turn in the lane as soon as there is something to commit. Summaries that are made
   * while it is waited for go along: asked for later, it would come after a commit of theirs.
   */
  #askForTurn(): void {
    if (this.#hasAsked || this.#queue.length === 0) return;
    this.#hasAsked = true;
    this.#turn = this.#takeTurn().catch((cause) => this.refuseAll(cause));
  }

  async #takeTurn(): Promise<void> {
    if (this.#parts.tracker.isCrowded) await this.#makeRoom();
    await this.#parts.lane.run(() => {
      this.#hasAsked = false;
      return this.#commitSome();
    });
  }

  /** Senders wait rather than that summaries fall behind: what is stored is found soon. */
  async #makeRoom(): Promise<void> {
    const { tracker } = this.#parts;
    const isNeeded = () => tracker.isCrowded && this.#failure === undefined;
    while (isNeeded() && (await this.#summarize().catch(() => false)));
  }

  async #commitSome(): Promise<void> {
    const batches = this.#takeBatches();
    if (batches.length === 0) return;
    this.#askForTurn();
    try {
      await this.#commit(batches);
    } catch (cause) {
      this.#parts.onFailure(cause);
      for (const batch of batches) batch.reject(refused(cause));
      return;
    }
    for (const batch of batches) batch.resolve();
  }

  #takeBatches(): QueuedBatch[] {
    let spanCount = 0;
    let batchCount = 0;
    for (const batch of this.#queue) {
      if (batchCount > 0 && spanCount + batch.spans.length > SPANS_A_COMMIT) break;
      spanCount += batch.spans.length;
      batchCount++;
    }
    this.#queuedSpanCount -= spanCount;
    return this.#queue.splice(0, batchCount);
  }

  async #commit(batches: readonly QueuedBatch[]): Promise<void> {
    const { connection, slices, pending, clock } = this.#parts;
    const current = await this.#currentSlice();
    const known = await findKnownTraces(this.#parts, batches);
    const targets = new Set<string>();
    const summaries = pending.take();
    const begun = connection.run(beginStoring(summaries));
    const touched = await meanwhile(begun, () => this.#encode(batches, known, current, targets));
    const added = new Map<Slice, RowCounts>();
    for (const slice of touched) added.set(slice, await appendSpanRows(connection, slice));
    const isFirstReal = !slices.holdsRealSpans && batches.some(({ isDemo }) => !isDemo);
    if (isFirstReal) await writeMeta(connection, REAL_SPANS, 'yes');
    await appendSummaries(connection, summaries);
    await connection.run('COMMIT');
    pending.noteStored(summaries, clock.nowMs());
    slices.holdsRealSpans ||= isFirstReal;
    for (const [slice, counts] of added) noteRows(slice, counts);
    if (targets.size > 0) void this.#parts.lane.run(() => this.#noteLinked(targets)).catch(IGNORED);
  }

  /** The slice for new traces, a new one when the last is full or old. */
  async #currentSlice(): Promise<Slice> {
    const { connection, slices, clock, prepareSlice } = this.#parts;
    const nowUs = clock.nowUs();
    const current = slices.current;
    if (current !== undefined && !isSpent(current, nowUs, this.#limits)) {
      await prepareSlice(current);
      return current;
    }
    await connection.run('BEGIN');
    const created = await slices.create(connection, nowUs);
    await connection.run('COMMIT');
    slices.add(created);
    if (current !== undefined) this.#age(current);
    await prepareSlice(created);
    return created;
  }

  #age(slice: Slice): void {
    slice.isAged = true;
    if (!this.#parts.pending.has(slice)) slice.stopWriting();
  }

  #encode(
    batches: readonly QueuedBatch[],
    { inMemory, others }: KnownTraces,
    current: Slice,
    targets: Set<string>,
  ): readonly Slice[] {
    const { tracker, clock, thread } = this.#parts;
    const nowMs = clock.nowMs();
    const touched = new Set<Slice>();
    if (tracker.waitingSpanCount > MANY_WAITING_SPANS) thread.start();
    const toThread = thread.isRunning ? thread.newBlock(spanCountOf(batches)) : undefined;
    let state: TraceState | undefined;
    let run = 0;
    for (const { spans, arrivedUs } of batches) {
      const arrival = { us: arrivedUs, nowMs };
      for (const span of spans) {
        if (state?.traceId !== span.traceId) {
          state = inMemory[run++] ?? others.get(span.traceId);
          if (state === undefined) {
            state = this.#newTrace(span.traceId, current, nowMs);
            others.set(span.traceId, state);
          }
          touched.add(state.slice);
        }
        const { writing } = state.slice;
        if (writing === undefined) throw new Error('a slice is written before it is prepared');
        const says = writing.rows.addSpan(state.tno, state.spanCount++, span);
        tracker.noteSpan(state, span, says, arrival);
        if (isInThread(state)) toThread?.add(state.tno, span, says);
        for (const { traceId } of span.links) {
          targets.add(traceId);
          state.slice.linkTargets.add(traceId);
          tracker.noteLink(traceId, span.traceId);
        }
      }
    }
    if (toThread !== undefined && toThread.rowCount > 0) thread.hold(toThread.finish());
    return [...touched];
  }

  /** A link changes what its target's summary says: a trace joined to its other half is no orphan. */
  async #noteLinked(targets: ReadonlySet<string>): Promise<void> {
    const { connection, slices, tracker, clock } = this.#parts;
    const unknown = new Set<string>();
    for (const traceId of targets) if (tracker.find(traceId) === undefined) unknown.add(traceId);
    for (const state of await findTraces(connection, slices, unknown)) tracker.add(state);
    for (const traceId of targets) {
      const state = tracker.find(traceId);
      if (state !== undefined) tracker.markDirty(state, clock.nowMs());
    }
  }

  #newTrace(traceId: string, slice: Slice, nowMs: number): TraceState {
    const { slices, tracker, thread } = this.#parts;
    const tno = ++slices.lastTno;
    const state: TraceState = {
      traceId,
      tno,
      slice,
      spanCount: 0,
      lastArrivedUs: Number.NEGATIVE_INFINITY,
      hasSummary: false,
      held: thread.isRunning ? { spanCount: 0 } : { spans: [], says: [] },
      linkedFrom: slices.all.some(({ linkTargets }) => linkTargets.mayHold(traceId))
        ? undefined
        : [],
      dirtySinceMs: undefined,
      notBeforeMs: 0,
    };
    slice.filter.add(traceId);
    slice.writing?.rows.addTrace(tno, traceId);
    tracker.markDirty(state, nowMs);
    return state;
  }
}

/** What `work` answers, once `running` has ended too: nothing may be left running where it fails. */
async function meanwhile<T>(running: Promise<unknown>, work: () => T): Promise<T> {
  try {
    return work();
  } finally {
    await running;
  }
}

const spanCountOf = (batches: readonly QueuedBatch[]): number =>
  batches.reduce((sum, { spans }) => sum + spans.length, 0);

function isSpent(slice: Slice, nowUs: number, limits: SliceLimits): boolean {
  return (
    slice.stats.spanCount >= limits.maxSpans ||
    (slice.stats.spanCount > 0 && nowUs - slice.openedUs >= limits.maxAgeUs)
  );
}
