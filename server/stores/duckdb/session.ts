import type { DuckDBConnection } from '@duckdb/node-api';
import { Engine, type EngineOptions } from './engine.ts';
import { Lane } from './lane.ts';
import { Maintenance } from './maintenance.ts';
import type { SummaryRules } from './makeSummary.ts';
import { createSchema, deleteMeta, hasSchema, readMeta, writeMeta } from './schema.ts';
import type { Slice } from './slice.ts';
import { REAL_SPANS, readLastIds, SliceList } from './sliceList.ts';
import { appendSummaryRows } from './sliceRows.ts';
import { type Clock, type SliceRotation, SpanWriter } from './spanWriter.ts';
import { Summarizer } from './summarizer.ts';
import { SummaryReader } from './summaryReader.ts';
import { TraceTracker } from './tracker.ts';

export interface SessionOptions {
  readonly engine: EngineOptions;
  readonly rules: SummaryRules;
  readonly settleDelayUs: number;
  readonly rotation: SliceRotation;
  readonly clock: Clock;
  /** Called once when the session can no longer be used; it must be closed then. */
  readonly onFailure: (cause: unknown) => void;
}

/**
 * The store's file, opened: the engine and everything in memory that mirrors it.
 * After a failed commit the memory may be ahead of the file, so the session is
 * thrown away and another one opened; there is no other way back.
 */
export class Session {
  readonly engine: Engine;
  readonly slices: SliceList;
  readonly writer: SpanWriter;
  readonly summarizer: Summarizer;
  readonly maintenance: Maintenance;
  readonly summaries: SummaryReader;
  readonly tracker: TraceTracker;
  readonly lane: Lane;
  readonly connection: DuckDBConnection;

  private constructor(
    engine: Engine,
    connections: Connections,
    slices: SliceList,
    options: SessionOptions,
  ) {
    this.engine = engine;
    this.slices = slices;
    this.tracker = new TraceTracker();
    this.lane = new Lane();
    this.connection = connections.writing;
    this.summaries = new SummaryReader(slices, options.settleDelayUs, options.clock.nowUs);
    const recover = async (cause: unknown) => options.onFailure(cause);
    const shared = {
      connection: connections.writing,
      slices,
      tracker: this.tracker,
      lane: this.lane,
      clock: options.clock,
      recover,
      prepareSlice: (slice: Slice) => prepareSlice(connections.writing, slice),
    };
    this.writer = new SpanWriter({ ...shared, rotation: options.rotation });
    this.summarizer = new Summarizer({
      ...shared,
      readConnection: connections.reading,
      rules: options.rules,
      settleDelayUs: options.settleDelayUs,
    });
    this.maintenance = new Maintenance({
      ...shared,
      sealing: connections.sealing,
      summarizer: this.summarizer,
    });
  }

  static async open(options: SessionOptions): Promise<Session> {
    const engine = await Engine.open(options.engine);
    try {
      const connections = await connect(engine);
      if (!(await hasSchema(connections.writing))) await createSchema(connections.writing);
      const slices = new SliceList();
      await slices.load(connections.writing);
      return new Session(engine, connections, slices, options);
    } catch (cause) {
      await engine.close();
      throw cause;
    }
  }

  /** Writes down what is only in memory and closes the file in good order. */
  async finish(): Promise<void> {
    await this.writer.flush();
    await this.maintenance.stop();
    await this.maintenance.summarizeAll();
    await this.lane.run(async () => {
      for (const slice of this.slices.all) {
        slice.writing?.dictionary.writeKeyUses();
        await appendSummaryRows(this.connection, slice);
      }
      await writeMeta(this.connection, 'clean', 'yes');
      await this.connection.run('CHECKPOINT');
    });
    await this.engine.close();
  }

  /** Deletes every span. */
  async clear(): Promise<void> {
    await this.writer.flush();
    await this.lane.run(async () => {
      await this.connection.run('BEGIN');
      for (const slice of this.slices.all) await this.slices.drop(this.connection, slice);
      await deleteMeta(this.connection, REAL_SPANS);
      await this.connection.run('COMMIT');
      this.slices.holdsRealSpans = false;
      for (const slice of this.slices.all) this.slices.remove(slice);
      this.tracker.forget();
      await this.connection.run('CHECKPOINT');
    });
  }

  /** Closes without another write. */
  async abandon(): Promise<void> {
    await this.maintenance.stop();
    await this.engine.close();
  }

  meta(name: string): Promise<string | undefined> {
    return readMeta(this.connection, name);
  }
}

interface Connections {
  readonly writing: DuckDBConnection;
  /** For what the summariser reads while the writer commits. */
  readonly reading: DuckDBConnection;
  readonly sealing: DuckDBConnection;
}

async function connect(engine: Engine): Promise<Connections> {
  return {
    writing: await engine.connect(),
    reading: await engine.connect(),
    sealing: await engine.connect(),
  };
}

async function prepareSlice(connection: DuckDBConnection, slice: Slice): Promise<void> {
  if (slice.writing !== undefined) return;
  slice.startWriting(await readLastIds(connection, slice));
}
