import { Dictionary, type LastIds } from './dictionary.ts';
import { LabelDictionary } from './labelDictionary.ts';
import {
  createSliceBuffers,
  createSummaryBuffer,
  type SliceBuffers,
  type SummaryBuffer,
} from './sliceTables.ts';
import { SpanRowWriter } from './spanRows.ts';
import { TraceFilter } from './traceFilter.ts';

/**
 * A run of traces in order of arrival, in tables of its own, so that it can be
 * dropped as a whole. A trace stays in the slice of its first span.
 */
export class Slice {
  readonly id: number;
  readonly openedUs: number;
  /** Number of the first trace; the slice ends where the next one begins. */
  readonly firstTno: number;
  readonly stats: SliceStats;
  readonly filter = new TraceFilter();
  /** Traces of any slice that links of this one point at. */
  readonly linkTargets = new TraceFilter();
  /** Which of the two fresh tables takes rows. */
  freshTable: 0 | 1 = 0;
  /** Spans in it. */
  freshSpanCount = 0;
  /** Another one takes the new traces: what writing needs is let go when nothing waits in it, and made anew for late spans. */
  isAged = false;
  #writing: SliceWriting | undefined;

  constructor(id: number, openedUs: number, firstTno: number, stats: SliceStats = emptyStats()) {
    this.id = id;
    this.openedUs = openedUs;
    this.firstTno = firstTno;
    this.stats = stats;
  }

  /** What writing into the slice needs, once its last ids were read. */
  get writing(): SliceWriting | undefined {
    return this.#writing;
  }

  startWriting(last: LastIds): SliceWriting {
    this.#writing = new SliceWriting(last);
    return this.#writing;
  }

  /** Rows of spans wait to be appended. */
  get hasRows(): boolean {
    return this.#writing !== undefined && this.#writing.buffers.span.rowCount > 0;
  }

  /** Forgets ids and buffered rows. */
  stopWriting(): void {
    this.#writing = undefined;
    this.isAged = false;
  }

  /** SQL about this slice from SQL about any. */
  sql(template: string): string {
    return template.replaceAll('{n}', String(this.id));
  }
}

/** The rows on their way into a slice, and the ids they refer to. */
export class SliceWriting {
  readonly buffers: SliceBuffers = createSliceBuffers();
  readonly dictionary: Dictionary;
  readonly labels: LabelDictionary;
  readonly rows: SpanRowWriter;
  #spare = createSummaryBuffer();

  constructor(last: LastIds) {
    this.dictionary = new Dictionary(this.buffers, last);
    this.labels = new LabelDictionary(this.buffers, last.label);
    this.rows = new SpanRowWriter(this.buffers, this.dictionary);
  }

  /** The summaries there are; those made while these are stored go elsewhere. */
  takeSummaries(): SummaryBuffer {
    const taken = this.buffers.summary;
    this.buffers.summary = this.#spare;
    this.#spare = taken;
    return taken;
  }
}

/** Kept in memory, read from the tables when the store opens. */
export interface SliceStats {
  spanCount: number;
  traceCount: number;
  /** Epoch microseconds of summarised traces; `Infinity` and `-Infinity` while there is none. */
  firstStartUs: number;
  lastStartUs: number;
  lastArrivedUs: number;
}

export function emptyStats(): SliceStats {
  return {
    spanCount: 0,
    traceCount: 0,
    firstStartUs: Number.POSITIVE_INFINITY,
    lastStartUs: Number.NEGATIVE_INFINITY,
    lastArrivedUs: Number.NEGATIVE_INFINITY,
  };
}
