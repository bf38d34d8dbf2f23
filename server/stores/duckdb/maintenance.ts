import type { DuckDBConnection } from '@duckdb/node-api';
import { Lane } from './lane.ts';
import type { Slice } from './slice.ts';
import type { SliceList } from './sliceList.ts';
import type { Summarizer } from './summarizer.ts';

export interface MaintenanceParts {
  readonly connection: DuckDBConnection;
  readonly sealing: DuckDBConnection;
  readonly slices: SliceList;
  readonly lane: Lane;
  readonly summarizer: Summarizer;
  readonly recover: (cause: unknown) => Promise<void>;
}

const TICK_MS = 150;
/** Fresh spans that are sorted into the index at once: a run of about a million rows. */
const SPANS_A_SEAL = 200_000;

/** What the store does by itself: summaries, sealing, checkpoints. */
export class Maintenance {
  readonly #parts: MaintenanceParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #sealing: Promise<void> | undefined;
  #isStopped = false;
  /** One pass at a time: two would summarise the same trace. */
  readonly #summarizing = new Lane();

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#tick().then(() => {
        if (!this.#isStopped) this.start();
      });
    }, TICK_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#sealing;
  }

  /** Summarises everything there is, due or not. */
  summarizeAll(): Promise<void> {
    return this.#summarizing.run(() => this.#parts.summarizer.runAll());
  }

  async #tick(): Promise<void> {
    try {
      const runDue = () => this.#summarizing.run(() => this.#parts.summarizer.runDue());
      while (!this.#isStopped && (await runDue())) this.#sealWhenDue();
      this.#sealWhenDue();
    } catch (cause) {
      if (!this.#isStopped) await this.#parts.recover(cause);
    }
  }

  #sealWhenDue(): void {
    const due = this.#parts.slices.all.find((slice) => slice.freshSpanCount >= SPANS_A_SEAL);
    if (due === undefined || this.#sealing !== undefined) return;
    this.#sealing = this.#seal(due)
      .catch((cause: unknown) => this.#parts.recover(cause))
      .finally(() => {
        this.#sealing = undefined;
      });
  }

  /** Sorts a fresh table into the index while the writer goes on in the other one. */
  async #seal(slice: Slice): Promise<void> {
    const { sealing, lane, connection } = this.#parts;
    const sealed = slice.freshTable;
    await lane.run(async () => {
      slice.freshTable = sealed === 0 ? 1 : 0;
      slice.freshSpanCount = 0;
      slice.writing?.dictionary.writeKeyUses();
    });
    await sealing.run('BEGIN');
    const fresh = slice.sql(`fresh_{n}_${sealed}`);
    await sealing.run(
      slice.sql(`INSERT INTO attr_{n} SELECT val, tno, sno FROM ${fresh} ORDER BY val, tno, sno`),
    );
    await sealing.run(
      `CREATE OR REPLACE TABLE ${fresh} (val UINTEGER, tno UINTEGER, sno UINTEGER)`,
    );
    await sealing.run('COMMIT');
    // In the lane: an append issued during a checkpoint blocks the thread, not the promise.
    await lane.run(async () => {
      await connection.run('CHECKPOINT');
    });
  }
}
