import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { SpanLayout } from '../../../../shared/columns/spanLayout.ts';
import { untilAborted } from './untilAborted.ts';

/** 50 bytes each, so that it takes 20 MB. */
const MOST_ROWS = 400_000;

/**
 * Layouts of traces that are being read for their summary, or were lately. Whoever opens a trace
 * wants both, one after the other: so it is read once, and drawn while that goes on.
 */
export class OpenTraces {
  readonly #open = new Map<string, OpenTrace>();

  /** Takes the place of what was known of the trace. */
  begin(traceId: string): OpenTrace {
    this.#open.delete(traceId);
    let rows = 0;
    for (const { rowCount } of this.#open.values()) rows += rowCount;
    for (const [oldest, { rowCount, state }] of this.#open) {
      if (rows <= MOST_ROWS && this.#open.size < MOST_TRACES) break;
      if (state === 'reading') continue;
      this.#open.delete(oldest);
      rows -= rowCount;
    }
    const trace = new OpenTrace();
    this.#open.set(traceId, trace);
    return trace;
  }

  get(traceId: string): OpenTrace | undefined {
    return this.#open.get(traceId);
  }
}

const MOST_TRACES = 50;

/** Fewer are summarised before anybody notices. */
const MANY_ROWS = 10_000;
const SENDING_MS_A_ROW = 0.001;

/** Fewer take a second to read, of which the first drawing would be too large a part. */
const MOST_ROWS_READ_AT_ONCE = 30_000;
/** Whoever asks for a summary and draws meanwhile has asked for the layout by then. */
const READER_MS = 70;
/** A browser's from the first rows to their bars, when it has a processor for itself. */
const FIRST_DRAWING_MS = 140;

export class OpenTrace {
  state: 'reading' | 'whole' | 'broken' = 'reading';
  rowCount = 0;
  readonly #layouts: SpanLayout[] = [];
  #hasReader = false;
  #changed = new Change();

  add(layout: SpanLayout): void {
    this.#layouts.push(layout);
    this.rowCount += layout.count;
    this.#tell();
  }

  end(state: 'whole' | 'broken'): void {
    this.state = state;
    this.#tell();
  }

  /** What is there, then what comes, until there is nothing more or `signal` fires. */
  async *follow(signal: AbortSignal): AsyncGenerator<SpanLayout> {
    this.#hasReader = true;
    for (let at = 0; ; at++) {
      while (at === this.#layouts.length && this.state === 'reading') {
        await this.#changed.wait(signal);
      }
      const layout = this.#layouts[at];
      if (layout === undefined) return;
      yield layout;
    }
  }

  /**
   * Leaves a reader time to draw the first rows before the rest is read: the engine, this process
   * and often a browser share a few processors, and reading takes all of them for seconds.
   */
  async letDrawFirst(restCount: number, signal: AbortSignal): Promise<void> {
    if (restCount < MOST_ROWS_READ_AT_ONCE) return;
    await pause(READER_MS, undefined, { signal });
    if (this.#hasReader) await pause(FIRST_DRAWING_MS, undefined, { signal });
  }

  /** Leaves time for the last rows to be laid out, packed and sent to whoever follows. */
  async letDraw(signal: AbortSignal): Promise<void> {
    if (!this.#hasReader || this.rowCount < MANY_ROWS) return;
    await nextTurn();
    await pause(this.rowCount * SENDING_MS_A_ROW, undefined, { signal });
  }

  #tell(): void {
    const changed = this.#changed;
    this.#changed = new Change();
    changed.tell();
  }
}

class Change {
  readonly #told: Promise<void>;
  #tell = (): void => undefined;

  constructor() {
    this.#told = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  tell(): void {
    this.#tell();
  }

  /** Rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<void> {
    return untilAborted(this.#told, signal);
  }
}
