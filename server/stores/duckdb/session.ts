import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { checkpoint } from './checkpoint.ts';
import { Engine } from './engine.ts';
import { Lane } from './lane.ts';
import { Maintenance } from './maintenance.ts';
import { migrate } from './migrations.ts';
import { PendingSummaries } from './pendingSummaries.ts';
import { deleteMeta } from './schema.ts';
import type { SessionOptions, SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { REAL_SPANS, readLastIds, SliceList } from './sliceList.ts';
import { appendDictionaryRows } from './sliceRows.ts';
import { SpanWriter } from './spanWriter.ts';
import { Summarizer } from './summarizer.ts';
import { SummaryReader } from './summaryReader.ts';
import { SummaryThread } from './summaryThread/summaryThread.ts';
import { TraceTracker } from './tracker.ts';

/**
 * The store's file, opened: the engine and everything in memory that mirrors it.
 * After a failed commit the memory may be ahead of the file, so the session is
 * thrown away and another one opened; there is no other way back.
 */
export class Session {
  readonly engine: Engine;
  readonly writer: SpanWriter;
  readonly summaries: SummaryReader;
  readonly parts: SessionParts;
  readonly #maintenance: Maintenance;

  private constructor(engine: Engine, parts: SessionParts) {
    this.engine = engine;
    this.parts = parts;
    this.summaries = new SummaryReader(parts.slices, parts.settleDelayUs, parts.clock.nowUs);
    this.#maintenance = new Maintenance(parts, new Summarizer(parts));
    this.writer = new SpanWriter(parts, () => this.#maintenance.summarizeDue());
  }

  static async open(options: SessionOptions): Promise<Session> {
    const tempDir = path.join(path.dirname(options.file), 'tmp');
    const engine = await Engine.open({ ...options, tempDir, threads: 2 });
    try {
      const connection = await engine.connect();
      await migrate(connection);
      const slices = new SliceList();
      await slices.load(connection);
      const tracker = new TraceTracker();
      const lane = new Lane();
      // At once: what comes next would be written after rows that were rolled back.
      const onFailure = (cause: unknown) => {
        lane.stop(cause);
        options.onFailure(cause);
      };
      const parts: SessionParts = {
        ...options,
        onFailure,
        connection,
        readConnection: await engine.connect(),
        upkeepConnection: await engine.connect(),
        sealConnection: await engine.connect(),
        slices,
        tracker,
        pending: new PendingSummaries(slices, tracker),
        lane,
        thread: new SummaryThread(options, onFailure),
        prepareSlice: (slice) => prepareSlice(connection, slice),
      };
      return new Session(engine, parts);
    } catch (cause) {
      await engine.close();
      throw cause;
    }
  }

  get slices(): SliceList {
    return this.parts.slices;
  }

  /** Begins to do by itself what a store has to do. */
  start(): void {
    this.#maintenance.start();
  }

  /** Resolves when everything appended so far is stored and summarised. */
  async flush(): Promise<void> {
    await this.writer.flush();
    await this.#maintenance.summarizeAll();
  }

  /** Deletes every span. */
  async clear(): Promise<void> {
    const { connection, slices, tracker } = this.parts;
    await this.writer.flush();
    await this.#maintenance.undisturbed(async () => {
      await connection.run('BEGIN');
      for (const slice of slices.all) await slices.drop(connection, slice);
      await deleteMeta(connection, REAL_SPANS);
      await connection.run('COMMIT');
      for (const slice of slices.all) slices.remove(slice);
      slices.holdsRealSpans = false;
      tracker.forget();
      await checkpoint(connection, true);
    });
  }

  /** Writes down what is only in memory and closes the file in good order. */
  async finish(): Promise<void> {
    const { connection, slices, lane, thread } = this.parts;
    await this.writer.flush();
    await this.#maintenance.stop();
    await this.#maintenance.summarizeAll();
    await lane.run(async () => {
      for (const slice of slices.all) {
        slice.writing?.dictionary.writeKeyUses();
        await appendDictionaryRows(connection, slice);
      }
      await checkpoint(connection, true);
    });
    await thread.stop(CLOSED);
    await this.engine.close();
  }

  /** Closes without another write; what waits to be written is refused. */
  async abandon(cause: unknown): Promise<void> {
    const { lane, thread } = this.parts;
    lane.stop(cause);
    await thread.stop(cause);
    this.writer.refuseAll(cause);
    await this.#maintenance.stop();
    await lane.idle();
    await this.engine.close();
  }
}

const CLOSED = new Error('the session is closed');

async function prepareSlice(connection: DuckDBConnection, slice: Slice): Promise<void> {
  if (slice.writing !== undefined) return;
  slice.startWriting(await readLastIds(connection, slice));
}
