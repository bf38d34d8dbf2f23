import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import { StoreUnavailable } from '../traceStore.ts';
import { asStoreError } from './engineErrors.ts';
import { type Row, rowsOfResult } from './resultRows.ts';
import type { Sql } from './sql.ts';

export interface EngineOptions {
  readonly file: string;
  readonly tempDir: string;
  readonly memoryLimitMb: number;
  readonly threads: number;
}

const POOLED_CONNECTIONS = 6;

/**
 * The one DuckDB instance of the process and its connections.
 *
 * Exactly one thread may own it, and it must be closed before another is opened:
 * a second instance on the same file in the same process is not refused by
 * DuckDB and corrupts the file.
 */
export class Engine {
  readonly #instance: DuckDBInstance;
  readonly #own: DuckDBConnection[] = [];
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  readonly #waiting: (() => void)[] = [];
  #takenCount = 0;
  #isClosed = false;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  static async open(options: EngineOptions): Promise<Engine> {
    return new Engine(await DuckDBInstance.create(options.file, settings(options)));
  }

  /** A connection of its own, for the writer and the like; closed with the engine. */
  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    this.#own.push(connection);
    return connection;
  }

  /** Runs `work` on a pooled connection; the signal interrupts what it is running. */
  async use<T>(
    signal: AbortSignal,
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const connection = await this.#take();
    const interrupt = () => connection.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      signal.throwIfAborted();
      return await work(connection);
    } catch (cause) {
      signal.throwIfAborted();
      throw asStoreError(cause);
    } finally {
      signal.removeEventListener('abort', interrupt);
      this.#giveBack(connection);
    }
  }

  /** Rows of one statement, as objects by column name. */
  rows(sql: Sql, signal: AbortSignal): Promise<Row[]> {
    return this.use(signal, (connection) => rowsOf(connection, sql));
  }

  /** Interrupts what is running and closes everything. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    while (this.#takenCount > 0) {
      for (const connection of this.#busy) connection.interrupt();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    for (const connection of [...this.#own, ...this.#idle]) connection.closeSync();
    this.#instance.closeSync();
  }

  async #take(): Promise<DuckDBConnection> {
    while (this.#takenCount >= POOLED_CONNECTIONS && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#isClosed) throw new StoreUnavailable('The store is closed.');
    this.#takenCount++;
    try {
      const connection = this.#idle.pop() ?? (await this.#instance.connect());
      this.#busy.add(connection);
      return connection;
    } catch (cause) {
      this.#release();
      throw asStoreError(cause);
    }
  }

  #giveBack(connection: DuckDBConnection): void {
    this.#busy.delete(connection);
    this.#idle.push(connection);
    this.#release();
  }

  #release(): void {
    this.#takenCount--;
    if (!this.#isClosed) this.#waiting.shift()?.();
    else for (const wake of this.#waiting.splice(0)) wake();
  }
}

export async function rowsOf(connection: DuckDBConnection, sql: Sql): Promise<Row[]> {
  return rowsOfResult(await run(connection, sql));
}

export function run(connection: DuckDBConnection, sql: Sql): Promise<DuckDBResult> {
  return connection.run(sql.text, sql.params?.values, sql.params?.types);
}

function settings(options: EngineOptions): Record<string, string> {
  return {
    threads: String(options.threads),
    memory_limit: `${options.memoryLimitMb}MB`,
    temp_directory: options.tempDir,
    // Checkpoints are ours: one inside a commit made it wait for more than a second.
    checkpoint_threshold: '1TB',
    storage_compatibility_version: 'v1.5.0',
    // Joins run as they are written here, the small side last: the optimizer takes a posting list
    // for larger than it is and builds its hash table over all summaries, which doubles the time.
    disabled_optimizers: 'build_side_probe_side,join_order',
    autoload_known_extensions: 'false',
    autoinstall_known_extensions: 'false',
    allow_community_extensions: 'false',
    enable_external_access: 'false',
    // How much a checkpoint does follows the load.
    allowed_configs: "['max_vacuum_tasks']",
    // Last: nothing else can be set after it.
    lock_configuration: 'true',
  };
}
