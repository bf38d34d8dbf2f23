import { Pauses, runInSlices } from '../pauses.ts';
import type { AppendedSpans, StoreUnavailable } from '../traceStore.ts';
import { type Batch, BatchQueue, type Receipt } from './batchQueue.ts';
import { CurrentSlice } from './currentSlice.ts';
import { refused } from './engineErrors.ts';
import { findInMemory, readKnownTraces } from './knownTraces.ts';
import { appendSummaries, beginStoring, type TakenSummaries } from './pendingSummaries.ts';
import { writeMeta } from './schema.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { REAL_SPANS } from './sliceList.ts';
import { appendSpanRows, noteRows, type RowCounts } from './sliceRows.ts';
import { encodeSpans, type Touched } from './spanEncoder.ts';
import { findTraces, mayBeStored } from './traceLookup.ts';

/** From so many on, a commit takes no further batch along. */
const SPANS_A_COMMIT = 6_000;
/** Then others have their turn, even those that wait for the end of this one only. */
const COMMITS_A_TURN = 4;
/** So many are encoded without a pause. */
const SPANS_A_PART = 500;

/** Batches whose rows are in the buffers, to be committed. */
interface Encoded extends Touched {
  readonly receipts: Receipt[];
}

/** A session that failed meanwhile is opened again, and makes all summaries that are missing. */
const IGNORED = (): undefined => undefined;

/**
 * Takes batches, commits as many at once as wait (group commit), and resolves a batch when it is on
 * disk. While one commit is under way the batches of the next are encoded.
 */
export class SpanWriter {
  readonly #parts: SessionParts;
  readonly #summarize: () => Promise<boolean>;
  readonly #currentSlice: CurrentSlice;
  readonly #queue = new BatchQueue();
  /** Taken from the queue and not on disk yet. */
  readonly #taken = new Set<Receipt>();
  #hasAsked = false;
  /** Ends with the commits of the turn that was asked for last. */
  #turn: Promise<void> = Promise.resolve();
  #failure: StoreUnavailable | undefined;

  /** @param summarize  makes the summaries that are due; answers whether there were any */
  constructor(parts: SessionParts, summarize: () => Promise<boolean>) {
    this.#parts = parts;
    this.#summarize = summarize;
    this.#currentSlice = new CurrentSlice(parts);
  }

  /** @returns whether there was anything to store */
  append(appended: AppendedSpans, arrivedUs: number, isDemo = false): Promise<boolean> {
    if (!('decode' in appended) && appended.length === 0) return Promise.resolve(false);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const stored = this.#queue.add(appended, arrivedUs, isDemo);
    this.#askForTurn();
    return stored;
  }

  /** Resolves when nothing is queued any more. */
  async flush(): Promise<void> {
    while (!this.#queue.isEmpty) await this.#turn;
    await this.#parts.lane.idle();
  }

  /** Refuses what is queued and all that comes: the session has failed. */
  refuseAll(cause: unknown): void {
    this.#failure = refused(cause);
    this.#queue.rejectAll(this.#failure);
  }

  /**
   * Asks for a turn in the lane as soon as there is something to commit. Summaries that are made
   * while it is waited for go along: asked for later, it would come after a commit of theirs.
   */
  #askForTurn(): void {
    if (this.#hasAsked || this.#queue.isEmpty) return;
    this.#hasAsked = true;
    this.#turn = this.#takeTurn().catch((cause) => this.refuseAll(cause));
  }

  async #takeTurn(): Promise<void> {
    if (this.#parts.tracker.isCrowded) await this.#makeRoom();
    await this.#parts.lane.run(async () => {
      await this.#commitSome();
      this.#hasAsked = false;
      this.#askForTurn();
    });
  }

  /** Senders wait rather than that summaries fall behind: what is stored is found soon. */
  async #makeRoom(): Promise<void> {
    const { tracker } = this.#parts;
    const isNeeded = () => tracker.isCrowded && this.#failure === undefined;
    while (isNeeded() && (await this.#summarize().catch(() => false)));
  }

  async #commitSome(): Promise<void> {
    try {
      let encoded = await this.#encode();
      for (let left = COMMITS_A_TURN; encoded !== undefined; left--) {
        encoded = await this.#commit(encoded, left > 1);
      }
    } catch (cause) {
      this.#parts.onFailure(cause);
      for (const { reject } of this.#taken) reject(refused(cause));
      this.#taken.clear();
    }
  }

  /**
   * Encodes what waits, at most what one commit takes.
   *
   * @param committed  statements may be run once it is fulfilled
   * @throws what rejects `committed`, where it was waited for
   */
  async #encode(committed: Promise<void> = Promise.resolve()): Promise<Encoded | undefined> {
    const parts = this.#parts;
    const encoded: Encoded = {
      receipts: [],
      slices: new Set(),
      linkTargets: new Set(),
      traces: new Map(),
    };
    const toRead: (readonly Batch[])[] = [];
    let current = this.#currentSlice.usable;
    for await (const part of this.#takeParts(encoded.receipts)) {
      if (current === undefined) {
        await committed;
        current = await this.#currentSlice.prepare();
      }
      const { states, areReady } = findInMemory(parts, part, encoded.traces);
      if (toRead.length > 0 || !areReady) toRead.push(part);
      else encodeSpans(parts, part, states, current, encoded);
    }
    if (current !== undefined && toRead.length > 0) {
      await committed;
      await readKnownTraces(parts, toRead.flat(), encoded.traces);
      const pauses = new Pauses();
      for (const part of toRead) {
        const { states } = findInMemory(parts, part, encoded.traces);
        encodeSpans(parts, part, states, current, encoded);
        await pauses.pauseWhenDue();
      }
    }
    return encoded.receipts.length > 0 ? encoded : undefined;
  }

  /** What one commit takes of what waits, in parts that are encoded without a pause. */
  async *#takeParts(receipts: Receipt[]): AsyncGenerator<readonly Batch[]> {
    const pauses = new Pauses();
    let part: Batch[] = [];
    let spansInPart = 0;
    for (let spanCount = 0; spanCount < SPANS_A_COMMIT; ) {
      const batch = await this.#takeBatch(pauses);
      if (batch === undefined) break;
      receipts.push(batch.receipt);
      spanCount += batch.spans.length;
      for (const piece of inPieces(batch)) {
        part.push(piece);
        spansInPart += piece.spans.length;
        if (spansInPart < SPANS_A_PART) continue;
        yield part;
        part = [];
        spansInPart = 0;
        await pauses.pauseWhenDue();
      }
    }
    if (part.length > 0) yield part;
  }

  /** The next batch that has spans. One that cannot be decoded is rejected with what was thrown. */
  async #takeBatch(pauses: Pauses): Promise<Batch | undefined> {
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) {
      const { spans: appended, receipt } = next;
      this.#taken.add(receipt);
      try {
        const spans =
          'decode' in appended ? await runInSlices(appended.decode(), pauses) : appended;
        if (spans.length > 0) return { ...next, spans };
        receipt.resolve(false);
      } catch (cause) {
        receipt.reject(cause);
      }
      this.#taken.delete(receipt);
    }
    return undefined;
  }

  /** @returns what was encoded meanwhile, if it may be */
  async #commit(encoded: Encoded, mayGoOn: boolean): Promise<Encoded | undefined> {
    const { connection, slices, pending } = this.#parts;
    const summaries = pending.take();
    await connection.run(beginStoring(summaries));
    const added = new Map<Slice, RowCounts>();
    for (const slice of encoded.slices) added.set(slice, await appendSpanRows(connection, slice));
    const isFirstReal = !slices.holdsRealSpans && encoded.receipts.some(({ isDemo }) => !isDemo);
    if (isFirstReal) await writeMeta(connection, REAL_SPANS, 'yes');
    await appendSummaries(connection, summaries);
    const committed = this.#endTransaction(encoded, summaries, added);
    const next = mayGoOn && this.#isNextDue ? this.#encode(committed) : undefined;
    // Nothing may be left running where one of them fails.
    await Promise.allSettled([committed, next]);
    await committed;
    return next;
  }

  async #endTransaction(
    { receipts, linkTargets }: Encoded,
    summaries: TakenSummaries,
    added: ReadonlyMap<Slice, RowCounts>,
  ): Promise<void> {
    const { connection, slices, pending, clock } = this.#parts;
    await connection.run('COMMIT');
    pending.noteStored(summaries, clock.nowMs());
    slices.holdsRealSpans ||= receipts.some(({ isDemo }) => !isDemo);
    for (const [slice, counts] of added) noteRows(slice, counts);
    for (const receipt of receipts) {
      this.#taken.delete(receipt);
      receipt.resolve(true);
    }
    this.#noteLinked(linkTargets);
  }

  get #isNextDue(): boolean {
    const { lane, tracker } = this.#parts;
    return !this.#queue.isEmpty && !lane.isAwaited && !tracker.isCrowded;
  }

  /** A link changes what its target's summary says: a trace joined to its other half is no orphan. */
  #noteLinked(targets: ReadonlySet<string>): void {
    const { slices, lane } = this.#parts;
    const unknown = new Set<string>();
    for (const traceId of targets) {
      if (!this.#markDirty(traceId) && mayBeStored(slices, traceId)) unknown.add(traceId);
    }
    if (unknown.size > 0) void lane.run(() => this.#lookUpLinked(unknown)).catch(IGNORED);
  }

  async #lookUpLinked(targets: ReadonlySet<string>): Promise<void> {
    const { connection, slices, tracker } = this.#parts;
    const unknown = new Set<string>();
    for (const traceId of targets) if (tracker.find(traceId) === undefined) unknown.add(traceId);
    for (const state of await findTraces(connection, slices, unknown)) tracker.add(state);
    for (const traceId of targets) this.#markDirty(traceId);
  }

  /** @returns whether the trace is in memory */
  #markDirty(traceId: string): boolean {
    const { tracker, clock } = this.#parts;
    const state = tracker.find(traceId);
    if (state !== undefined) tracker.markDirty(state, clock.nowMs());
    return state !== undefined;
  }
}

function* inPieces(batch: Batch): Generator<Batch> {
  const { spans } = batch;
  if (spans.length <= SPANS_A_PART) yield batch;
  else {
    for (let start = 0; start < spans.length; start += SPANS_A_PART) {
      yield { ...batch, spans: spans.slice(start, start + SPANS_A_PART) };
    }
  }
}
