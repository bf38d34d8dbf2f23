import { setTimeout as sleep } from 'node:timers/promises';
import { type AppendedSpans, StoreUnavailable } from '../traceStore.ts';
import { isFatal, isTableGone, refused } from './engineErrors.ts';
import { Session } from './session.ts';
import type { SessionOptions } from './sessionParts.ts';
import {
  claimStoreFile,
  isDamaged,
  releaseStoreFile,
  setAside,
  whyNotOpened,
} from './storeFile.ts';
import type { StoreLog } from './storeLog.ts';

const RETRY_DELAYS_MS = [50, 200, 500, 1_000, 2_000, 5_000];
/** How long a caller waits for a store that is being opened again. */
const PATIENCE_MS = 2_000;

export interface KeeperOptions extends Omit<SessionOptions, 'onFailure' | 'file'> {
  readonly dataDir: string;
  readonly log: StoreLog;
}

/**
 * Keeps the store open: when a session fails, it is closed and the file opened
 * again, for which DuckDB replays what was acknowledged. Meanwhile callers wait
 * a little and are then told that the store is unavailable.
 */
export class SessionKeeper {
  readonly options: KeeperOptions;
  readonly #file: string;
  #session: Session | undefined;
  #reopening: Promise<void> | undefined;
  #failure: unknown;
  #trouble: string | undefined;
  #isClosed = false;

  private constructor(options: KeeperOptions, file: string) {
    this.options = options;
    this.#file = file;
  }

  static async open(options: KeeperOptions): Promise<SessionKeeper> {
    const file = await claimStoreFile(options.dataDir);
    const keeper = new SessionKeeper(options, file);
    try {
      await keeper.#openOrSetAside();
    } catch (cause) {
      releaseStoreFile(file);
      throw whyNotOpened(options.dataDir, cause);
    }
    return keeper;
  }

  /** The session, unless it failed. */
  get current(): Session | undefined {
    return this.#session;
  }

  /** Why there is no session at the moment. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Why writing failed, until it succeeds again. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  async append(spans: AppendedSpans, arrivedUs: number, isDemo: boolean): Promise<void> {
    const session = this.#session;
    if (session === undefined) throw this.unavailable();
    if (await session.writer.append(spans, arrivedUs, isDemo)) this.#trouble = undefined;
  }

  /** Runs `work` on the session, a second time on a new one if the first one failed under it. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#opened();
    try {
      return await work(session);
    } catch (cause) {
      const root = cause instanceof StoreUnavailable ? cause.cause : cause;
      if (isFatal(root)) this.#fail(session, root);
      else if (!isTableGone(root)) throw cause;
      return work(await this.#opened());
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#reopening;
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) await this.#finish(session);
    releaseStoreFile(this.#file);
  }

  /** Nothing acknowledged depends on an orderly end: the write-ahead log has it. */
  async #finish(session: Session): Promise<void> {
    try {
      await session.finish();
    } catch (cause) {
      this.options.log.error({ err: cause }, 'The store could not be tidied up before closing.');
      await session.abandon(cause);
    }
  }

  async #opened(): Promise<Session> {
    if (this.#session === undefined && this.#reopening !== undefined) {
      await Promise.race([this.#reopening, sleep(PATIENCE_MS, undefined, { ref: false })]);
    }
    if (this.#session !== undefined) return this.#session;
    throw this.unavailable();
  }

  /** What a caller is told while there is no session. */
  unavailable(): StoreUnavailable {
    return new StoreUnavailable(
      this.#isClosed ? 'The store is closed.' : 'The store is being opened again after a failure.',
      { cause: this.#failure },
    );
  }

  #fail(session: Session, cause: unknown): void {
    if (this.#session !== session) return;
    this.options.log.error({ err: cause }, 'The store failed and is opened again.');
    this.#session = undefined;
    this.#failure = cause;
    this.#trouble = refused(cause).message;
    this.#reopening = this.#reopen(session, cause);
  }

  async #reopen(failed: Session, cause: unknown): Promise<void> {
    try {
      await failed.abandon(cause);
    } catch (again) {
      // A second engine on the file of one that is open would corrupt it.
      this.#failure = again;
      this.options.log.error(
        { err: again },
        'The store could not be closed after a failure; restart Hopscope to open it again.',
      );
      return;
    }
    for (let attempt = 0; !this.#isClosed; attempt++) {
      try {
        await this.#openSession();
        this.#failure = undefined;
        this.options.log.info({}, 'The store is open again.');
        return;
      } catch (again) {
        this.#failure = again;
        const delayMs = RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)];
        this.options.log.error({ err: again }, 'The store could not be opened again; trying on.');
        await sleep(delayMs, undefined, { ref: false });
      }
    }
  }

  async #openOrSetAside(): Promise<void> {
    try {
      await this.#openSession();
    } catch (cause) {
      if (!isDamaged(cause)) throw cause;
      await setAside(this.#file, cause, this.options.log);
      await this.#openSession();
    }
  }

  async #openSession(): Promise<void> {
    const session: Session = await Session.open({
      ...this.options,
      file: this.#file,
      onFailure: (cause) => this.#fail(session, cause),
    });
    this.#session = session;
    session.start();
  }
}
