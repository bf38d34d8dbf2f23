import { Dictionary, type LastIds } from './dictionary.ts';
import { createSliceBuffers } from './sliceTables.ts';
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
    const buffers = createSliceBuffers();
    const dictionary = new Dictionary(buffers, last);
    this.#writing = { buffers, dictionary, rows: new SpanRowWriter(buffers, dictionary) };
    return this.#writing;
  }

  /** Forgets ids and buffered rows: after a failed commit, or when the slice has aged. */
  stopWriting(): void {
    this.#writing = undefined;
  }

  /** SQL about this slice from SQL about any. */
  sql(template: string): string {
    return template.replaceAll('{n}', String(this.id));
  }
}

export interface SliceWriting {
  readonly buffers: ReturnType<typeof createSliceBuffers>;
  readonly dictionary: Dictionary;
  readonly rows: SpanRowWriter;
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
