import { RecentMap } from '../../../shared/recentMap.ts';
import type { Span } from '../../../shared/span/span.ts';
import { MOST_LINKED_FROM } from '../makeSummary.ts';
import type { Slice } from './slice.ts';

/** All spans of a trace so far, here or in the thread that makes summaries. */
export type HeldSpans = SpansHere | SpansInThread;

export interface SpansHere {
  readonly spans: Span[];
  /** What each says of itself, as `spanSaysByte` does. */
  readonly says: number[];
}

interface SpansInThread {
  spanCount: number;
}

/** A trace that got spans lately. */
export interface TraceState {
  readonly traceId: string;
  readonly tno: number;
  readonly slice: Slice;
  /** Spans stored so far; the next one's number. */
  spanCount: number;
  lastArrivedUs: number;
  /** A summary of it may be stored. */
  hasSummary: boolean;
  /** All of its spans, while they are few enough to keep. */
  held: HeldSpans | undefined;
  /** Traces whose links point at it, where all of them came while it was known here; else they are looked up. */
  linkedFrom: string[] | undefined;
  /** Monotonic time of the first span no summary knows of; `undefined` when there is none. */
  dirtySinceMs: number | undefined;
  /** Monotonic time before which it is not summarised again: not while a summary is being made and stored, and huge traces wait longer. */
  notBeforeMs: number;
}

/** When a batch came: epoch microseconds, and monotonic. */
interface Arrival {
  readonly us: number;
  readonly nowMs: number;
}

/** At 10,000 traces a second, those of the last two to five seconds: spans that come later are looked up. */
const QUIET_KEPT = 24_000;
/** From about 10,000 spans a second on. */
const BUSY_SPANS = 10_000;
/** At 50,000 spans a second, what arrives in two seconds; beyond it summaries come before more spans. */
const CROWDED_SPANS = 100_000;
const MOST_SPANS_OF_ONE = 2_000;
/** So long the spans of a summarised trace stay in memory while there is room for them. */
const KEPT_MS = 1_500;
const ROOM_FOR_SPANS = 150_000;

/** The traces in motion: which number each has, and which wait for a summary. */
export class TraceTracker {
  readonly #dirty = new Map<string, TraceState>();
  readonly #quiet = new RecentMap<string, TraceState>(QUIET_KEPT);
  /**
   * Summarised lately, by when that was (monotonic, the earliest first): with a span that comes late
   * they need not be read again.
   */
  readonly #kept = new Map<TraceState, number>();
  #heldSpanCount = 0;
  #keptSpanCount = 0;
  #letGoInThread: number[] = [];

  /** Spans that no summary knows of. */
  get waitingSpanCount(): number {
    return this.#heldSpanCount - this.#keptSpanCount;
  }

  /** So many spans arrive that traces had better wait until more of them is there. */
  get isBusy(): boolean {
    return this.waitingSpanCount > BUSY_SPANS;
  }

  /** So many spans are held in memory until their trace is summarised that no more should come. */
  get isCrowded(): boolean {
    return this.waitingSpanCount > CROWDED_SPANS;
  }

  get dirtyCount(): number {
    return this.#dirty.size;
  }

  find(traceId: string): TraceState | undefined {
    return this.#dirty.get(traceId) ?? this.#quiet.get(traceId);
  }

  add(state: TraceState): void {
    this.#quiet.set(state.traceId, state);
  }

  /** Notes stored spans; the trace waits for a summary from now on. */
  noteSpan(state: TraceState, span: Span, says: number, arrival: Arrival): void {
    if (arrival.us > state.lastArrivedUs) state.lastArrivedUs = arrival.us;
    this.markDirty(state, arrival.nowMs);
    if (state.held === undefined) return;
    if (heldSpanCount(state) >= MOST_SPANS_OF_ONE) {
      this.letGo(state);
      return;
    }
    if (isHere(state.held)) {
      state.held.spans.push(span);
      state.held.says.push(says);
    } else {
      state.held.spanCount++;
    }
    this.#heldSpanCount++;
  }

  /** A span of the trace `from` links to the trace. */
  noteLink(traceId: string, from: string): void {
    const linkedFrom = this.find(traceId)?.linkedFrom;
    if (linkedFrom === undefined || from === traceId || linkedFrom.includes(from)) return;
    if (linkedFrom.length < MOST_LINKED_FROM) linkedFrom.push(from);
  }

  markDirty(state: TraceState, nowMs: number): void {
    if (state.dirtySinceMs !== undefined) return;
    state.dirtySinceMs = nowMs;
    if (this.#kept.delete(state)) this.#keptSpanCount -= heldSpanCount(state);
    this.#quiet.delete(state.traceId);
    this.#dirty.set(state.traceId, state);
  }

  /** Traces dirty for at least `holdMs`, longest first, at most `limit`. */
  due(nowMs: number, holdMs: number, limit: number): TraceState[] {
    const due: TraceState[] = [];
    for (const state of this.#dirty.values()) {
      if (nowMs - (state.dirtySinceMs ?? nowMs) < holdMs || due.length >= limit) break;
      if (state.notBeforeMs <= nowMs) due.push(state);
    }
    return due;
  }

  /** The trace is being summarised as it is now; spans that come later make it dirty again. */
  takeForSummary(state: TraceState): void {
    state.dirtySinceMs = undefined;
    state.notBeforeMs = Number.POSITIVE_INFINITY;
    this.#dirty.delete(state.traceId);
    this.#quiet.set(state.traceId, state);
  }

  /** Nothing came of the summary for which it was taken. */
  giveBack(state: TraceState): void {
    state.notBeforeMs = 0;
    if (state.dirtySinceMs === undefined) this.letGo(state);
  }

  /** It was forgotten meanwhile, and the trace has another state. */
  isReplaced(state: TraceState): boolean {
    const known = this.find(state.traceId);
    return known !== undefined && known !== state;
  }

  /** The summary for which it was taken is stored. */
  noteSummary(state: TraceState, notBeforeMs: number, nowMs: number): void {
    state.hasSummary = true;
    state.notBeforeMs = notBeforeMs;
    if (state.dirtySinceMs !== undefined || state.held === undefined) return;
    this.#kept.set(state, nowMs);
    this.#keptSpanCount += heldSpanCount(state);
  }

  /** Lets go of spans that were kept for long enough, and of the oldest where there is no room. */
  letGoOfKept(nowMs: number): void {
    for (const [state, sinceMs] of this.#kept) {
      if (nowMs - sinceMs < KEPT_MS && this.#heldSpanCount <= ROOM_FOR_SPANS) return;
      this.#kept.delete(state);
      this.#keptSpanCount -= heldSpanCount(state);
      this.letGo(state);
    }
  }

  /** Numbers of traces that the thread which holds their spans may let go, since it was last asked. */
  takeLetGo(): readonly number[] {
    const tnos = this.#letGoInThread;
    this.#letGoInThread = [];
    return tnos;
  }

  /** Forgets the traces of a dropped slice, or all. */
  forget(slice?: Slice): void {
    for (const state of [...this.#dirty.values()]) {
      if (slice !== undefined && state.slice !== slice) continue;
      this.letGo(state);
      this.#dirty.delete(state.traceId);
    }
    this.#quiet.clear();
  }

  /** Its spans are held no longer. */
  letGo(state: TraceState): void {
    this.#heldSpanCount -= heldSpanCount(state);
    if (isInThread(state)) this.#letGoInThread.push(state.tno);
    state.held = undefined;
  }
}

/** A summary of it is being made or stored. */
export const isTaken = ({ notBeforeMs }: TraceState): boolean =>
  notBeforeMs === Number.POSITIVE_INFINITY;

export const isInThread = ({ held }: TraceState): boolean => held !== undefined && !isHere(held);

export const isHere = (held: HeldSpans): held is SpansHere => 'spans' in held;

/** Those are all of its spans. */
export const isWhole = (
  { spanCount }: TraceState,
  held: HeldSpans | undefined,
): held is HeldSpans => held !== undefined && countOf(held) === spanCount;

/** How many spans those are. */
export const countOf = (held: HeldSpans): number =>
  isHere(held) ? held.spans.length : held.spanCount;

const heldSpanCount = ({ held }: TraceState): number => (held === undefined ? 0 : countOf(held));
