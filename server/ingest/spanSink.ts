import type { AppendedSpans, AppendOptions } from '../stores/traceStore.ts';

/** The part of a writable store that ingest needs. */
export interface SpanSink {
  /** Resolves when the spans would survive the process being killed. */
  append(spans: AppendedSpans, options?: AppendOptions): Promise<void>;
}

/** Counts what comes in; main connects it to the metrics. */
export interface IngestMeter {
  /** Bytes of request bodies after decompression. */
  countBytes(byteCount: number): void;
  /** Spans stored, and spans refused one by one. */
  countSpans(accepted: number, rejected: number): void;
  /** A whole request refused, by the status it got. */
  countRefusal(status: number): void;
}

export const NO_METER: IngestMeter = {
  countBytes: () => undefined,
  countSpans: () => undefined,
  countRefusal: () => undefined,
};
