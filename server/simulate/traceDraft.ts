import {
  type AttributeValue,
  NO_ATTRIBUTES,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
} from '../../shared/span/span.ts';
import { type AttributeRecord, attributesOf } from './attributesOf.ts';
import type { Random } from './random.ts';
import type { ServiceClocks } from './serviceClocks.ts';

export interface SpanStart {
  readonly resource: Resource;
  readonly scope: Scope;
  readonly operation: string;
  readonly kind: SpanKind;
  readonly startUs: number;
  readonly parent?: SpanContext | undefined;
  readonly attributes?: AttributeRecord;
  readonly links?: readonly SpanContext[];
}

/** What travels with a message: enough to be a parent or the target of a link. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** The spans of one trace while they are being made. */
export class TraceDraft {
  readonly traceId: string;
  readonly #random: Random;
  #spans: SpanDraft[] = [];

  constructor(random: Random, traceId = random.hex(32)) {
    this.#random = random;
    this.traceId = traceId;
  }

  open(start: SpanStart): SpanDraft {
    const span = new SpanDraft(this.traceId, this.#random.hex(16), start);
    this.#spans.push(span);
    return span;
  }

  /** A context that was handed on although its span never gets exported. */
  unexportedContext(): SpanContext {
    return { traceId: this.traceId, spanId: this.#random.hex(16) };
  }

  get spanCount(): number {
    return this.#spans.length;
  }

  /** Drops the spans that never reached anybody; `index` is the order of opening. */
  forget(isLost: (span: SpanDraft, index: number) => boolean): void {
    this.#spans = this.#spans.filter((span, index) => !isLost(span, index));
  }

  /** The spans as their services wrote them down. */
  finish(clocks: ServiceClocks): Span[] {
    return this.#spans.map((span) => span.finish(clocks));
  }
}

export class SpanDraft implements SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly startUs: number;
  readonly #start: SpanStart;
  readonly #attributes: Map<string, AttributeValue>;
  readonly #events: SpanEvent[] = [];
  #endUs: number;
  #status: SpanStatus = 'unset';
  #statusMessage: string | undefined;

  constructor(traceId: string, spanId: string, start: SpanStart) {
    this.traceId = traceId;
    this.spanId = spanId;
    this.startUs = start.startUs;
    this.#start = start;
    this.#attributes = new Map(attributesOf(start.attributes ?? {}));
    this.#endUs = start.startUs;
  }

  get resource(): Resource {
    return this.#start.resource;
  }

  get endUs(): number {
    return this.#endUs;
  }

  endAt(timeUs: number): this {
    this.#endUs = Math.round(timeUs);
    return this;
  }

  set(attributes: AttributeRecord): this {
    for (const [key, value] of attributesOf(attributes)) this.#attributes.set(key, value);
    return this;
  }

  addEvent(name: string, timeUs: number, attributes: AttributeRecord): this {
    this.#events.push({ name, timeUs: Math.round(timeUs), attributes: attributesOf(attributes) });
    return this;
  }

  succeed(): this {
    this.#status = 'ok';
    return this;
  }

  fail(message?: string): this {
    this.#status = 'error';
    this.#statusMessage = message;
    return this;
  }

  finish(clocks: ServiceClocks): Span {
    const { parent, links = [], resource, scope, operation, kind } = this.#start;
    const startUs = clocks.readUs(resource.service, Math.round(this.startUs));
    const endUs = clocks.readUs(resource.service, this.#endUs);
    return {
      traceId: this.traceId,
      spanId: this.spanId,
      ...(parent !== undefined && { parentSpanId: parent.spanId }),
      operation,
      kind,
      startUs,
      durationUs: Math.max(0, endUs - startUs),
      status: this.#status,
      ...(this.#statusMessage !== undefined && { statusMessage: this.#statusMessage }),
      attributes: this.#attributes,
      resource,
      scope,
      events: this.#events.map((event) => ({
        ...event,
        timeUs: clocks.readUs(resource.service, event.timeUs),
      })),
      links: links.map(({ traceId, spanId }) => ({
        traceId,
        spanId,
        attributes: NO_ATTRIBUTES,
      })) satisfies SpanLink[],
    };
  }
}
