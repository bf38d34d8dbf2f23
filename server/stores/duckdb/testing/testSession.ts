import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { vi } from 'vitest';
import type { Span } from '../../../../shared/span/span.ts';
import { TEXT_START_US, traceFromText } from '../../../../shared/testing/traceFromText.ts';
import type { AppendedSpans } from '../../traceStore.ts';
import { Session } from '../session.ts';
import {
  makeDataDir,
  RecordingLog,
  removeDataDir,
  TestClock,
  testOptions,
} from './openTestStore.ts';

/** A session that does nothing by itself, on a file of its own. */
export class TestSession {
  readonly session: Session;
  readonly clock: TestClock;
  /** What the session said of itself that it cannot be used any more. */
  readonly failures: readonly unknown[];
  readonly #dataDir: string;

  private constructor(
    session: Session,
    clock: TestClock,
    failures: readonly unknown[],
    dataDir: string,
  ) {
    this.session = session;
    this.clock = clock;
    this.failures = failures;
    this.#dataDir = dataDir;
  }

  static async open(): Promise<TestSession> {
    const dataDir = await makeDataDir();
    const clock = new TestClock(TEXT_START_US);
    const failures: unknown[] = [];
    const session = await Session.open({
      ...testOptions(dataDir, clock, new RecordingLog()),
      file: path.join(dataDir, 'spans.duckdb'),
      retention: { maxAgeSeconds: 86_400 },
      onFailure: (cause) => failures.push(cause),
    });
    return new TestSession(session, clock, failures, dataDir);
  }

  async close(): Promise<void> {
    vi.restoreAllMocks();
    await this.session.abandon(new Error('the test is over'));
    await removeDataDir(this.#dataDir);
  }

  append(appended: AppendedSpans): Promise<boolean> {
    return this.session.writer.append(appended, this.clock.nowUs());
  }

  /** What the summaries of a slice say. */
  async storedSpanCounts(
    slice: number,
    connection = this.session.parts.readConnection,
  ): Promise<unknown[]> {
    const rows = await connection.runAndReadAll(`SELECT spans FROM summary_${slice}`);
    return rows.getRows().map(([spans]) => spans);
  }
}

export const traceIdOf = (number: number): string => number.toString(16).padStart(32, '0');

export const publish = (number: number): Span => {
  const [span] = traceFromText('device_publish @sensor |--| producer device.id=s-1', {
    traceId: traceIdOf(number),
  });
  if (span === undefined) throw new Error('no span');
  return span;
};

export function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/**
 * Lets statements on the connection wait.
 *
 * @param which  the only one that waits; without it all do
 * @returns what is run from now on
 */
export function hold(
  connection: DuckDBConnection,
  until: Promise<void>,
  which?: string,
): readonly string[] {
  const run = connection.run.bind(connection);
  const statements: string[] = [];
  vi.spyOn(connection, 'run').mockImplementation(async (...call) => {
    statements.push(call[0]);
    if (which === undefined || call[0] === which) await until;
    return run(...call);
  });
  return statements;
}
