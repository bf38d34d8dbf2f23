import { nanosOf } from '../../../../shared/formats/nanoTime.ts';
import { endUs, type Resource, type Span, type SpanEvent } from '../../../../shared/span/span.ts';
import type { JaegerTag } from './jaegerTag.ts';
import type { WriterTraits } from './jaegerWriter.ts';

/** Attributes of a span with what Jaeger has no other place for, in its order. */
export function jaegerSpanTags(span: Span, traits: WriterTraits): readonly JaegerTag[] {
  const { scope } = span;
  return [
    ...present('otel.scope.name', scope.name),
    ...present('otel.scope.version', scope.version),
    ...tagsOf(span.attributes),
    ...(isBackwards(span) && traits.backwards === 'warning' ? [durationWarning(span)] : []),
    ...(span.kind === 'unspecified' ? [] : [{ key: 'span.kind', value: span.kind }]),
    ...statusTags(span, traits),
    ...present('otel.status_description', span.statusMessage),
    ...present('w3c.tracestate', span.traceState),
    ...(traits.isFirst ? [{ key: 'internal.span.format', value: 'otlp' }] : []),
    ...(isBackwards(span) && traits.backwards === 'binary tag' ? [INVALID_DURATION] : []),
  ];
}

export function jaegerLogFields(event: SpanEvent): readonly JaegerTag[] {
  const hasOwnName = event.attributes.has('event');
  return [...(hasOwnName ? [] : present('event', event.name)), ...tagsOf(event.attributes)];
}

export function jaegerProcessTags({ attributes }: Resource): readonly JaegerTag[] {
  return tagsOf(attributes).filter(({ key }) => key !== 'service.name');
}

/** Never empty in what Jaeger writes. */
export function jaegerServiceName({ attributes }: Resource, { isFirst }: WriterTraits): string {
  const name = attributes.get('service.name');
  if (typeof name === 'string' && name !== '') return name;
  if (isFirst) return attributes.size === 0 ? 'OTLPResourceNoServiceName' : 'empty-service-name';
  if (!attributes.has('service.name')) return 'missing-service-name';
  return name === '' ? 'empty-service-name' : 'service-name-wrong-type';
}

/** Whether a span does not end after it has started, to the nanosecond. */
export function isBackwards(span: Span): boolean {
  return endNs(span) <= startNs(span);
}

/** Truncated to microseconds, as Jaeger does. */
export function durationUs(span: Span): bigint {
  return (endNs(span) - startNs(span)) / 1000n;
}

const INVALID_DURATION: JaegerTag = {
  key: 'InvalidNegativeDuration',
  value: Buffer.from("Duration can't be negative, so it is changed to default value"),
};

function durationWarning(span: Span): JaegerTag {
  const adjusted = goTime(startNs(span) + 1n);
  const text = `Negative duration detected, sanitizing end timestamp. Original end timestamp: ${goTime(endNs(span))}, adjusted to: ${adjusted}`;
  return { key: '@jaeger@warnings', value: [text] };
}

function statusTags({ status }: Span, { isFirst }: WriterTraits): readonly JaegerTag[] {
  if (status === 'unset') return [];
  if (status === 'ok') return [{ key: 'otel.status_code', value: 'OK' }];
  const error = { key: 'error', value: true };
  return isFirst ? [{ key: 'otel.status_code', value: 'ERROR' }, error] : [error];
}

function present(key: string, value: string | undefined): readonly JaegerTag[] {
  return value === undefined || value === '' ? [] : [{ key, value }];
}

function tagsOf(attributes: Span['attributes']): readonly JaegerTag[] {
  return Array.from(attributes, ([key, value]) => ({ key, value }));
}

function startNs(span: Span): bigint {
  return nanosOf(span.startUs, span.startNs);
}

function endNs(span: Span): bigint {
  return nanosOf(endUs(span), span.endNs);
}

/** As Go prints a time: `2026-01-01 00:00:00.020000123 +0000 UTC`. */
function goTime(epochNs: bigint): string {
  const [date, time] = new Date(Number(epochNs / 1_000_000n)).toISOString().split('T');
  const fraction = String(epochNs % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${date} ${time?.slice(0, 8)}${fraction && `.${fraction}`} +0000 UTC`;
}
