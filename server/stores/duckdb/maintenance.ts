import { checkpoint } from './checkpoint.ts';
import { Lane } from './lane.ts';
import { Loop } from './loop.ts';
import { dropSpentSlices, hasSpentSlices } from './retention.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { FRESH_COLUMNS } from './sliceTables.ts';
import type { Summarizer } from './summarizer.ts';
import { Sweeper } from './sweeper.ts';

const SUMMARIZE_EVERY_MS = 100;
const UPKEEP_EVERY_MS = 150;
const SWEEP_EVERY_MS = 1_000;
const RETENTION_EVERY_MS = 10_000;
/** After so long without a span, what the write-ahead log holds goes into the file. */
const IDLE_CHECKPOINT_MS = 20_000;
/** Fresh spans that are sorted into the index at once: a run of about a million rows. */
const SPANS_A_SEAL = 200_000;

/** What the store does by itself: summaries, sealing, checkpoints, retention. */
export class Maintenance {
  readonly #parts: SessionParts;
  readonly #summarizer: Summarizer;
  readonly #sweeper: Sweeper;
  /** One pass at a time; what one of them has to read first is read beside the next ones. */
  readonly #summarizing = new Lane();
  /** Sealing and what drops tables keep out of each other's way. */
  readonly #tables = new Lane();
  /** What takes its time in one of them must not hold the other up. */
  readonly #loops = [
    new Loop(SUMMARIZE_EVERY_MS, () => this.#doing(() => this.#summarizeWhileDue())),
    new Loop(UPKEEP_EVERY_MS, () => this.#doing(() => this.#keepUp())),
  ];
  #isSealing = false;
  #isStopped = false;
  #sweepAtMs = 0;
  #retainAtMs = 0;
  #writtenSpanCount = 0;
  #checkpointedSpanCount = 0;
  #lastWriteMs = 0;

  constructor(parts: SessionParts, summarizer: Summarizer) {
    this.#parts = parts;
    this.#summarizer = summarizer;
    this.#sweeper = new Sweeper(parts);
  }

  start(): void {
    for (const loop of this.#loops) loop.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#loops.map((loop) => loop.stop()));
    await this.#summarizing.idle();
    await this.#summarizer.settled();
    await this.#tables.idle();
  }

  /** Summarises what is due. @returns whether there was anything */
  async summarizeDue(): Promise<boolean> {
    if (this.#isStopped) return false;
    return this.#summarizing.run(() => this.#summarizer.runDue());
  }

  /** Summarises everything there is, due or not. */
  summarizeAll(): Promise<void> {
    return this.#summarizing.run(() => this.#summarizer.runAll());
  }

  /** Runs `work` in the lane of the writer, with nothing being summarised or sealed meanwhile. */
  undisturbed<T>(work: () => Promise<T>): Promise<T> {
    return this.#summarizing.run(async () => {
      await this.#summarizer.settled();
      return this.#tables.run(() => this.#parts.lane.run(work));
    });
  }

  async #doing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      if (!this.#isStopped) this.#parts.onFailure(cause);
    }
  }

  async #summarizeWhileDue(): Promise<void> {
    do this.#sealWhenDue();
    while (!this.#isStopped && (await this.summarizeDue()));
  }

  async #keepUp(): Promise<void> {
    await this.#sweepWhenDue();
    await this.#retainWhenDue();
    await this.#checkpointWhenIdle();
  }

  async #sweepWhenDue(): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs < this.#sweepAtMs) return;
    const isMore = await this.#sweeper.sweep();
    if (!isMore) this.#sweepAtMs = nowMs + SWEEP_EVERY_MS;
  }

  async #retainWhenDue(): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs < this.#retainAtMs) return;
    this.#retainAtMs = nowMs + RETENTION_EVERY_MS;
    if (!(await hasSpentSlices(this.#parts))) return;
    await this.undisturbed(() => dropSpentSlices(this.#parts));
  }

  async #checkpointWhenIdle(): Promise<void> {
    const { slices, clock } = this.#parts;
    const spanCount = slices.all.reduce((sum, { stats }) => sum + stats.spanCount, 0);
    if (spanCount !== this.#writtenSpanCount) this.#lastWriteMs = clock.nowMs();
    this.#writtenSpanCount = spanCount;
    if (spanCount === this.#checkpointedSpanCount) return;
    if (clock.nowMs() - this.#lastWriteMs < IDLE_CHECKPOINT_MS) return;
    this.#checkpointedSpanCount = spanCount;
    await this.undisturbed(() => this.#checkpoint());
  }

  #sealWhenDue(): void {
    const due = this.#parts.slices.all.find((slice) => slice.freshSpanCount >= SPANS_A_SEAL);
    if (due === undefined || this.#isSealing) return;
    this.#isSealing = true;
    void this.#tables
      .run(() => this.#seal(due))
      .catch((cause: unknown) => this.#parts.onFailure(cause))
      .finally(() => {
        this.#isSealing = false;
      });
  }

  /** Sorts a fresh table into the index while the writer goes on in the other one. */
  async #seal(slice: Slice): Promise<void> {
    const { sealConnection, lane, slices } = this.#parts;
    if (!slices.all.includes(slice)) return;
    const sealed = slice.freshTable;
    await lane.run(async () => {
      slice.freshTable = sealed === 0 ? 1 : 0;
      slice.freshSpanCount = 0;
      slice.writing?.dictionary.writeKeyUses();
    });
    const fresh = slice.sql(`fresh_{n}_${sealed}`);
    await sealConnection.run('BEGIN');
    await sealConnection.run(
      slice.sql(`INSERT INTO attr_{n} SELECT val, tno, sno FROM ${fresh} ORDER BY val, tno, sno`),
    );
    await sealConnection.run(`CREATE OR REPLACE TABLE ${fresh} ${FRESH_COLUMNS}`);
    await sealConnection.run('COMMIT');
    await lane.run(() => this.#checkpoint());
  }

  // In the lane: an append issued during a checkpoint blocks the thread, not the promise.
  async #checkpoint(): Promise<void> {
    const { connection, tracker } = this.#parts;
    await checkpoint(connection, tracker.isBusy);
  }
}
