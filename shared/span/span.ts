/**
 * A span as OpenTelemetry defines it, whatever format it arrived in.
 *
 * Sub-objects that many spans share (`resource`, `scope`) are shared by
 * reference: decoders create one per batch, not one per span.
 */
export interface Span {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. Not unique in hostile data. */
  readonly spanId: string;
  /** 16 lower-case hex digits; absent on a root. May point nowhere, to itself, or into a cycle. */
  readonly parentSpanId?: string;
  readonly operation: string;
  readonly kind: SpanKind;
  /** Epoch microseconds. */
  readonly startUs: number;
  /** Microseconds; negative when the span ended before it started. */
  readonly durationUs: number;
  /** Nanoseconds 0 to 999 beyond `startUs`; absent when 0. Kept for exact export only. */
  readonly startNs?: number;
  /** Nanoseconds 0 to 999 beyond `startUs + durationUs`; absent when 0. Kept for exact export only. */
  readonly endNs?: number;
  readonly status: SpanStatus;
  readonly statusMessage?: string;
  readonly attributes: Attributes;
  readonly resource: Resource;
  readonly scope: Scope;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly traceState?: string;
  /** W3C trace flags and the OTLP flag bits above them; absent when 0. */
  readonly flags?: number;
  readonly dropped?: DroppedCounts;
}

export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export type SpanStatus = 'unset' | 'ok' | 'error';

/**
 * The JavaScript type carries the OTLP type, so that nothing is lost:
 * string, boolean, `bigint` = int64, `number` = double (NaN and infinities
 * included), `Uint8Array` = bytes, array = arrayValue, Map = kvlistValue,
 * `undefined` = a value that was sent empty.
 */
export type AttributeValue =
  | string
  | boolean
  | bigint
  | number
  | Uint8Array
  | undefined
  | readonly AttributeValue[]
  | Attributes;

/** Keys are hostile (`__proto__`), so attributes are Maps and never plain objects. Insertion order is wire order. */
export interface Attributes extends ReadonlyMap<string, AttributeValue> {}

export interface Resource {
  /** `service.name`, or `unknown_service` when the resource has none. */
  readonly service: string;
  /** As received: holds `service.name` exactly when the sender sent it. */
  readonly attributes: Attributes;
  readonly schemaUrl?: string;
  readonly droppedAttributes?: number;
}

export interface Scope {
  /** Empty when unknown. */
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
  readonly schemaUrl?: string;
  readonly droppedAttributes?: number;
}

export interface SpanEvent {
  readonly name: string;
  /** Epoch microseconds. */
  readonly timeUs: number;
  /** Nanoseconds 0 to 999 beyond `timeUs`; absent when 0. */
  readonly timeNs?: number;
  readonly attributes: Attributes;
  readonly droppedAttributes?: number;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
  readonly traceState?: string;
  readonly flags?: number;
  readonly droppedAttributes?: number;
}

/** What the sender dropped before export, as OTLP counts it. */
export interface DroppedCounts {
  readonly attributes?: number;
  readonly events?: number;
  readonly links?: number;
}

export const UNKNOWN_SERVICE = 'unknown_service';

export const NO_ATTRIBUTES: Attributes = new Map();

export const NO_SCOPE: Scope = { name: '', version: '', attributes: NO_ATTRIBUTES };

/** Epoch microseconds at which the span ended; before `startUs` when the duration is negative. */
export function endUs(span: { readonly startUs: number; readonly durationUs: number }): number {
  return span.startUs + span.durationUs;
}
