import { SPAN_KINDS, SPAN_STATUSES } from '../../../shared/columns/spanLayout.ts';
import { spanSaysByte } from '../../../shared/pipeline/spanSays.ts';
import { EVENT_NAME_KEY, STATUS_MESSAGE_KEY } from '../../../shared/query/spanAttributes.ts';
import { ShapedAttributes } from '../../../shared/span/shapedAttributes.ts';
import type {
  Attributes,
  AttributeValue,
  Span,
  SpanEvent,
  SpanLink,
} from '../../../shared/span/span.ts';
import type { Dictionary, Place } from './dictionary.ts';
import type { KeyEntry } from './keyEntry.ts';
import type { SliceBuffers } from './sliceTables.ts';
import type { EventExtra, LinkExtra, SpanExtra } from './spanExtra.ts';

const ZERO_ID = '0000000000000000';
const MAX_EVENTS = 255;

/** Writes spans as rows of a slice: the span itself, its index rows and its links. */
export class SpanRowWriter {
  readonly #buffers: SliceBuffers;
  readonly #dictionary: Dictionary;
  #tno = 0;
  #sno = 0;

  constructor(buffers: SliceBuffers, dictionary: Dictionary) {
    this.#buffers = buffers;
    this.#dictionary = dictionary;
  }

  addTrace(tno: number, traceId: string): void {
    const { columns } = this.#buffers.trace;
    const row = this.#buffers.trace.addRow();
    columns.tno.values[row] = tno;
    columns.traceHi.setHex(row, traceId, 0);
    columns.traceLo.setHex(row, traceId, 16);
  }

  /** @returns what the span says of itself, as `spanSaysByte` does */
  addSpan(tno: number, sno: number, span: Span): number {
    const says = spanSaysByte(span);
    this.#tno = tno;
    this.#sno = sno;
    const { columns } = this.#buffers.span;
    const row = this.#buffers.span.addRow();
    columns.tno.values[row] = tno;
    columns.sno.values[row] = sno;
    columns.spanId.setHex(row, span.spanId, 0);
    columns.parentId.setHex(row, span.parentSpanId ?? ZERO_ID, 0);
    columns.startUs.set(row, wholeUs(span.startUs));
    columns.durationUs.set(row, wholeUs(span.durationUs));
    columns.startNs.values[row] = span.startNs ?? 0;
    columns.endNs.values[row] = span.endNs ?? 0;
    columns.kind.values[row] = SPAN_KINDS.indexOf(span.kind);
    columns.status.values[row] = SPAN_STATUSES.indexOf(span.status);
    columns.evidence.values[row] = says;
    columns.events.values[row] = Math.min(span.events.length, MAX_EVENTS);
    columns.flags.values[row] = span.flags ?? 0;
    columns.operation.values[row] = this.#dictionary.operationValue(span.operation);
    columns.resource.values[row] = this.#index(this.#dictionary.resourceId(span.resource));
    columns.scope.values[row] = this.#index(this.#dictionary.scopeId(span.scope));
    columns.vals.begin(row);
    this.#pushValues(span.attributes);
    columns.extra.set(row, this.#extra(span));
    return says;
  }

  #pushValues(attributes: Attributes): void {
    if (!(attributes instanceof ShapedAttributes)) {
      for (const [name, value] of attributes) {
        this.#pushValue(this.#dictionary.key('span', name), value);
      }
      return;
    }
    const keys = this.#dictionary.spanKeysOf(attributes.shape);
    for (let place = 0; place < keys.length; place++) {
      const key = keys[place];
      if (key !== undefined) this.#pushValue(key, attributes.at(place));
    }
  }

  #pushValue(key: KeyEntry, value: AttributeValue): void {
    key.count++;
    const id = this.#index(this.#dictionary.valueId(key, value));
    this.#buffers.span.columns.vals.push(id);
  }

  #extra(span: Span): string {
    if (isPlain(span)) return '';
    const extra: SpanExtra = {
      ...(span.statusMessage !== undefined && { message: this.#message(span, span.statusMessage) }),
      ...(span.events.length > 0 && { events: span.events.map((event) => this.#event(event)) }),
      ...(span.links.length > 0 && { links: span.links.map((link) => this.#link(link)) }),
      ...(span.traceState !== undefined && { state: span.traceState }),
      ...(span.dropped !== undefined && {
        dropped: [
          span.dropped.attributes ?? null,
          span.dropped.events ?? null,
          span.dropped.links ?? null,
        ],
      }),
      ...(span.parentSpanId === ZERO_ID && { hasZeroParent: true as const }),
    };
    return JSON.stringify(extra);
  }

  #message(span: Span, text: string): number {
    if (text !== '' && !span.attributes.has(STATUS_MESSAGE_KEY)) {
      this.#index(this.#dictionary.attributeValue('span', STATUS_MESSAGE_KEY, text));
    }
    return this.#index(this.#dictionary.builtinValue('statusMessage', text));
  }

  #event(event: SpanEvent): EventExtra {
    if (event.name !== '' && !event.attributes.has(EVENT_NAME_KEY)) {
      this.#index(this.#dictionary.attributeValue('event', EVENT_NAME_KEY, event.name));
    }
    return [
      event.name,
      event.timeUs,
      event.timeNs ?? 0,
      this.#values('event', event.attributes),
      event.droppedAttributes ?? null,
    ];
  }

  #link(link: SpanLink): LinkExtra {
    const { columns } = this.#buffers.link;
    const row = this.#buffers.link.addRow();
    columns.targetHi.setHex(row, link.traceId, 0);
    columns.targetLo.setHex(row, link.traceId, 16);
    columns.tno.values[row] = this.#tno;
    return [
      link.traceId,
      link.spanId,
      this.#values('link', link.attributes),
      link.traceState ?? null,
      link.flags ?? null,
      link.droppedAttributes ?? null,
    ];
  }

  #values(place: Place, attributes: Attributes): number[] {
    const ids: number[] = [];
    for (const [name, value] of attributes) {
      ids.push(this.#index(this.#dictionary.attributeValue(place, name, value)));
    }
    return ids;
  }

  /** Adds an index row for the value; 0 is no value. */
  #index(val: number): number {
    if (val === 0) return val;
    const { columns } = this.#buffers.fresh;
    const row = this.#buffers.fresh.addRow();
    columns.val.values[row] = val;
    columns.tno.values[row] = this.#tno;
    columns.sno.values[row] = this.#sno;
    return val;
  }
}

function isPlain(span: Span): boolean {
  return (
    span.statusMessage === undefined &&
    span.events.length === 0 &&
    span.links.length === 0 &&
    span.traceState === undefined &&
    span.dropped === undefined &&
    span.parentSpanId !== ZERO_ID
  );
}

// BIGINT holds whole numbers only; what a decoder let through that is none must not stop the batch.
const wholeUs = (us: number): number => (Number.isFinite(us) ? Math.trunc(us) : 0);
