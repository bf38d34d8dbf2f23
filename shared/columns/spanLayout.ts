/**
 * A run of spans as columns, in arrival order: the little that laying out and
 * drawing a trace needs. A store reads it without touching attributes.
 */
export interface SpanLayout {
  readonly count: number;
  /** 64-bit ids; 0 as a parent means none. */
  readonly spanId: BigUint64Array;
  readonly parentId: BigUint64Array;
  /** Epoch microseconds. */
  readonly startUs: Float64Array;
  /** Microseconds, negative when the span ended before it started. */
  readonly durationUs: Float64Array;
  /** Index into `services`. */
  readonly service: Uint32Array;
  /** Index into `operations`. */
  readonly operation: Uint32Array;
  /** Index into `SPAN_KINDS`. */
  readonly kind: Uint8Array;
  /** Index into `SPAN_STATUSES`. */
  readonly status: Uint8Array;
  /** What the span alone says about its stage and its failure (`spanSaysByte`). */
  readonly evidence: Uint8Array;
  /** Number of events, capped at 255. */
  readonly events: Uint8Array;
  readonly services: readonly string[];
  readonly operations: readonly string[];
  /** How many more spans of the trace are known to come; absent where nobody knows. */
  readonly restCount?: number;
}

export const SPAN_KINDS = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
] as const;

export const SPAN_STATUSES = ['unset', 'ok', 'error'] as const;
