import { setImmediate } from 'node:timers/promises';
import type { ImportProgress } from '../../shared/api/answers.ts';
import { MAX_REPORTED_ERRORS } from '../../shared/formats/decoded.ts';
import type { Steps } from '../../shared/formats/steps.ts';
import type { Span } from '../../shared/span/span.ts';
import { StoreUnavailable } from '../stores/traceStore.ts';
import type { BodyEncoding } from './decompress.ts';
import { JsonSplitter, type Piece } from './jsonSplitter.ts';
import { plainBytes } from './plainBytes.ts';
import type { SpanSink } from './spanSink.ts';
import { DEFAULT_HOLD_LIMITS, type HoldLimits, TraceFileReader } from './traceFileReader.ts';

export interface ImportSource {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly encoding: BodyEncoding;
  /** Stops the import; what was stored stays. */
  readonly signal: AbortSignal;
}

/** Why an import ended before its file did. */
interface ImportFailure {
  readonly kind: 'file' | 'store';
  readonly message: string;
}

export interface ImportEnd {
  /** With the failure as the first of its `errors`. */
  readonly progress: ImportProgress;
  readonly failure: ImportFailure | undefined;
}

export type ReportProgress = (progress: ImportProgress) => void;

/**
 * Reads a file of traces (OTLP JSON or Jaeger JSON, whole or by lines, plain or
 * gzip) as it arrives and stores its spans in batches. No more is read while a
 * batch waits for the store, and no slice of work holds the thread for long.
 *
 * `report` is called about four times a second with how far it got. Rejects when
 * the signal fires.
 */
export function importFile(
  source: ImportSource,
  sink: SpanSink,
  report: ReportProgress,
  limits: HoldLimits = DEFAULT_HOLD_LIMITS,
): Promise<ImportEnd> {
  return new FileImport(source, sink, report, limits).run();
}

const BATCH_SPANS = 4_000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** A file that trickles in is stored before a batch is full. */
const BATCH_MS = 1_000;
const SLICE_MS = 10;
const REPORT_EVERY_MS = 250;

const NO_SPAN =
  'nothing in the file is a span; taken are OTLP JSON ("resourceSpans") and Jaeger JSON ("data" or "spans"), whole or by lines, plain or gzip';

class FileImport {
  private readonly source: ImportSource;
  private readonly sink: SpanSink;
  private readonly report: ReportProgress;
  private readonly splitter = new JsonSplitter();
  private readonly reader: TraceFileReader;
  private readonly stored = new StoredCount();
  private bytesRead = 0;
  private storing: Promise<void> = Promise.resolve();
  private failure: ImportFailure | undefined;
  private sliceStartMs = performance.now();
  private batchStartMs = performance.now();
  private reportedMs = performance.now();

  constructor(source: ImportSource, sink: SpanSink, report: ReportProgress, limits: HoldLimits) {
    this.source = source;
    this.sink = sink;
    this.report = report;
    this.reader = new TraceFileReader(limits);
  }

  async run(): Promise<ImportEnd> {
    try {
      await this.readAll();
    } catch (cause) {
      this.source.signal.throwIfAborted();
      if (!(cause instanceof StoreUnavailable)) throw cause;
      const message = 'the store stopped taking spans; those counted here are stored';
      this.failure = { kind: 'store', message };
    }
    return { progress: this.progress(true), failure: this.failure };
  }

  private async readAll(): Promise<void> {
    const chunks = plainBytes(this.counted(), this.source.encoding);
    try {
      while (await this.readNext(chunks));
    } finally {
      await chunks.return(undefined);
    }
    await this.storeBatch();
    await this.storing;
    const { decoded } = this.reader;
    const isExplained = this.failure !== undefined || decoded.errors.length > 0;
    if (!isExplained && this.stored.isEmpty) decoded.note(() => NO_SPAN);
  }

  /** False when there is nothing more to read. */
  private async readNext(chunks: AsyncGenerator<Buffer>): Promise<boolean> {
    const bytes = await this.nextOf(chunks);
    const pieces = bytes === undefined ? this.splitter.end() : this.splitter.split(bytes);
    for (const piece of pieces) await this.take(piece);
    await this.drive(this.reader.makeRoom((kind) => this.splitter.membersSoFar(kind)));
    return bytes !== undefined && this.failure === undefined;
  }

  /** `undefined` at the end of the file, and where it cannot be read on. */
  private async nextOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer | undefined> {
    try {
      const next = await chunks.next();
      return next.done === true ? undefined : next.value;
    } catch (cause) {
      this.source.signal.throwIfAborted();
      const message = cause instanceof Error ? cause.message : String(cause);
      this.failure = { kind: 'file', message };
      return undefined;
    }
  }

  private async *counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.source.chunks) {
      this.source.signal.throwIfAborted();
      this.bytesRead += chunk.length;
      yield chunk;
    }
  }

  private async take(piece: Piece): Promise<void> {
    if (piece.piece === 'broken' && piece.isFinal) {
      this.failure ??= { kind: 'file', message: `at byte ${piece.atByte}: ${piece.message}` };
    } else await this.drive(this.reader.take(piece));
  }

  private async drive(steps: Steps<void>): Promise<void> {
    while (steps.next().done !== true) {
      if (this.isBatchDue()) await this.storeBatch();
      if (this.isSliceOver()) await this.pause();
    }
    if (this.isSliceOver()) await this.pause();
  }

  private isSliceOver(): boolean {
    return performance.now() - this.sliceStartMs >= SLICE_MS;
  }

  private async pause(): Promise<void> {
    await setImmediate();
    this.source.signal.throwIfAborted();
    this.sliceStartMs = performance.now();
    if (this.sliceStartMs - this.reportedMs < REPORT_EVERY_MS) return;
    this.reportedMs = this.sliceStartMs;
    this.report(this.progress(false));
  }

  private isBatchDue(): boolean {
    return (
      this.reader.decoded.spans.length >= BATCH_SPANS ||
      this.reader.decodedBytes >= BATCH_BYTES ||
      this.sliceStartMs - this.batchStartMs >= BATCH_MS
    );
  }

  /** Hands the batch to the store, which works on it while the next one is read. */
  private async storeBatch(): Promise<void> {
    const batch = this.reader.decoded.spans.splice(0);
    this.reader.decodedBytes = 0;
    this.batchStartMs = performance.now();
    await this.storing;
    this.source.signal.throwIfAborted();
    if (batch.length === 0) return;
    this.storing = this.sink.append(batch).then(() => this.stored.add(batch));
    // Whoever awaits it next gets the failure; until then it is not unhandled.
    this.storing.catch(() => undefined);
  }

  private progress(isDone: boolean): ImportProgress {
    const { rejected, errors } = this.reader.decoded;
    const reasons = this.failure === undefined ? errors : [this.failure.message, ...errors];
    return {
      bytesRead: this.bytesRead,
      ...this.stored.summary(),
      rejected,
      errors: reasons.slice(0, MAX_REPORTED_ERRORS),
      isDone,
    };
  }
}

/** Trace ids are remembered only to count them; beyond this the count stands still. */
const MAX_COUNTED_TRACES = 2_000_000;

class StoredCount {
  private spans = 0;
  private readonly traceIds = new Set<string>();
  private firstStartUs = Number.POSITIVE_INFINITY;
  private lastStartUs = Number.NEGATIVE_INFINITY;

  get isEmpty(): boolean {
    return this.spans === 0;
  }

  add(batch: readonly Span[]): void {
    this.spans += batch.length;
    for (const { traceId, startUs } of batch) {
      if (this.traceIds.size < MAX_COUNTED_TRACES) this.traceIds.add(traceId);
      this.firstStartUs = Math.min(this.firstStartUs, startUs);
      this.lastStartUs = Math.max(this.lastStartUs, startUs);
    }
  }

  summary() {
    const { spans, firstStartUs, lastStartUs } = this;
    const range = spans === 0 ? {} : { firstStartUs, lastStartUs };
    return { spans, traces: this.traceIds.size, ...range };
  }
}
