import {
  type Attributes,
  type AttributeValue,
  endUs,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from '../span/span.ts';
import { groupByResource } from './groupSpans.ts';
import { nanosOf } from './nanoTime.ts';
import { numberOfKind, numberOfStatus } from './otlpEnums.ts';
import { WIRE_BYTES, WIRE_FIXED32, WIRE_FIXED64, WIRE_VARINT } from './protobufReader.ts';
import { ProtobufWriter } from './protobufWriter.ts';

/**
 * The spans as a serialised OTLP `ExportTraceServiceRequest`, grouped by the
 * resource and scope objects they share. Fields with their default value are
 * left out. Times outside 1970 to 2554 are clamped, lone surrogates become
 * U+FFFD: protobuf has neither.
 */
export function encodeOtlpProtobuf(spans: readonly Span[]): Uint8Array<ArrayBuffer> {
  const writer = new ProtobufWriter(spans.length * 256 + 256);
  for (const { resource, scopes } of groupByResource(spans)) {
    const group = writer.beginMessage(bytesTag(1));
    writeResource(writer, resource);
    for (const [scope, spansOfScope] of scopes) writeScopeSpans(writer, scope, spansOfScope);
    writeText(writer, 3, resource.schemaUrl);
    writer.endMessage(group);
  }
  return writer.finish();
}

const varintTag = (field: number): number => (field << 3) | WIRE_VARINT;
const bytesTag = (field: number): number => (field << 3) | WIRE_BYTES;
const fixed32Tag = (field: number): number => (field << 3) | WIRE_FIXED32;
const fixed64Tag = (field: number): number => (field << 3) | WIRE_FIXED64;

function writeResource(writer: ProtobufWriter, resource: Resource): void {
  const message = writer.beginMessage(bytesTag(1));
  writeAttributes(writer, 1, resource.attributes);
  writeCount(writer, 2, resource.droppedAttributes);
  writer.endMessage(message);
}

function writeScopeSpans(writer: ProtobufWriter, scope: Scope, spans: readonly Span[]): void {
  const group = writer.beginMessage(bytesTag(2));
  const message = writer.beginMessage(bytesTag(1));
  writeText(writer, 1, scope.name);
  writeText(writer, 2, scope.version);
  writeAttributes(writer, 3, scope.attributes);
  writeCount(writer, 4, scope.droppedAttributes);
  writer.endMessage(message);
  for (const span of spans) writeSpan(writer, span);
  writeText(writer, 3, scope.schemaUrl);
  writer.endMessage(group);
}

function writeSpan(writer: ProtobufWriter, span: Span): void {
  const message = writer.beginMessage(bytesTag(2));
  writeId(writer, 1, span.traceId);
  writeId(writer, 2, span.spanId);
  writeText(writer, 3, span.traceState);
  if (span.parentSpanId !== undefined) writeId(writer, 4, span.parentSpanId);
  writeText(writer, 5, span.operation);
  writeCount(writer, 6, numberOfKind(span.kind));
  writeTime(writer, 7, nanosOf(span.startUs, span.startNs));
  writeTime(writer, 8, nanosOf(endUs(span), span.endNs));
  writeAttributes(writer, 9, span.attributes);
  writeCount(writer, 10, span.dropped?.attributes);
  for (const event of span.events) writeEvent(writer, event);
  writeCount(writer, 12, span.dropped?.events);
  for (const link of span.links) writeLink(writer, link);
  writeCount(writer, 14, span.dropped?.links);
  writeStatus(writer, span);
  writeFlags(writer, 16, span.flags);
  writer.endMessage(message);
}

function writeStatus(writer: ProtobufWriter, span: Span): void {
  if (span.status === 'unset' && span.statusMessage === undefined) return;
  const message = writer.beginMessage(bytesTag(15));
  writeText(writer, 2, span.statusMessage);
  writeCount(writer, 3, numberOfStatus(span.status));
  writer.endMessage(message);
}

function writeEvent(writer: ProtobufWriter, event: SpanEvent): void {
  const message = writer.beginMessage(bytesTag(11));
  writeTime(writer, 1, nanosOf(event.timeUs, event.timeNs));
  writeText(writer, 2, event.name);
  writeAttributes(writer, 3, event.attributes);
  writeCount(writer, 4, event.droppedAttributes);
  writer.endMessage(message);
}

function writeLink(writer: ProtobufWriter, link: SpanLink): void {
  const message = writer.beginMessage(bytesTag(13));
  writeId(writer, 1, link.traceId);
  writeId(writer, 2, link.spanId);
  writeText(writer, 3, link.traceState);
  writeAttributes(writer, 4, link.attributes);
  writeCount(writer, 5, link.droppedAttributes);
  writeFlags(writer, 6, link.flags);
  writer.endMessage(message);
}

function writeAttributes(writer: ProtobufWriter, field: number, attributes: Attributes): void {
  for (const [key, value] of attributes) {
    const message = writer.beginMessage(bytesTag(field));
    writeText(writer, 1, key);
    if (value !== undefined) writeValue(writer, 2, value);
    writer.endMessage(message);
  }
}

// Recursion follows values, which decoders keep within `MAX_VALUE_DEPTH`.
function writeValue(writer: ProtobufWriter, field: number, value: AttributeValue): void {
  const message = writer.beginMessage(bytesTag(field));
  if (typeof value === 'string') {
    writer.uint32(bytesTag(1));
    writer.text(value);
  } else if (typeof value === 'boolean') {
    writer.uint32(varintTag(2));
    writer.uint32(value ? 1 : 0);
  } else if (typeof value === 'bigint') {
    writer.uint32(varintTag(3));
    writer.int64(value);
  } else if (typeof value === 'number') {
    writer.uint32(fixed64Tag(4));
    writer.double(value);
  } else if (value instanceof Uint8Array) {
    writer.uint32(bytesTag(7));
    writer.byteArray(value);
  } else if (value !== undefined) writeStructure(writer, value);
  writer.endMessage(message);
}

function writeStructure(
  writer: ProtobufWriter,
  value: readonly AttributeValue[] | Attributes,
): void {
  if (isList(value)) {
    const message = writer.beginMessage(bytesTag(5));
    for (const item of value) writeValue(writer, 1, item);
    writer.endMessage(message);
  } else {
    const message = writer.beginMessage(bytesTag(6));
    writeAttributes(writer, 1, value);
    writer.endMessage(message);
  }
}

const isList = (
  value: readonly AttributeValue[] | Attributes,
): value is readonly AttributeValue[] => Array.isArray(value);

function writeText(writer: ProtobufWriter, field: number, text: string | undefined): void {
  if (text === undefined || text === '') return;
  writer.uint32(bytesTag(field));
  writer.text(text);
}

function writeId(writer: ProtobufWriter, field: number, id: string): void {
  writer.uint32(bytesTag(field));
  writer.hex(id);
}

function writeCount(writer: ProtobufWriter, field: number, count: number | undefined): void {
  if (count === undefined || count === 0) return;
  writer.uint32(varintTag(field));
  writer.uint32(count);
}

function writeFlags(writer: ProtobufWriter, field: number, flags: number | undefined): void {
  if (flags === undefined || flags === 0) return;
  writer.uint32(fixed32Tag(field));
  writer.fixed32(flags);
}

function writeTime(writer: ProtobufWriter, field: number, nanos: bigint): void {
  if (nanos === 0n) return;
  writer.uint32(fixed64Tag(field));
  writer.fixed64(nanos);
}
