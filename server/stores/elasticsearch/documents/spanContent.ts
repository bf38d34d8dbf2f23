import { attributeText } from '../../../../shared/span/attributes.ts';
import type { Attributes, Span } from '../../../../shared/span/span.ts';

/**
 * A text that two spans have in common exactly when they say the same, whoever stored them: order
 * and types of attributes do not count, nor does the note of the first generation how a span came to
 * it, which later ones do not keep.
 */
export function spanContent(span: Span): string {
  const { resource, scope } = span;
  return JSON.stringify([
    span.traceId,
    span.spanId,
    span.parentSpanId,
    span.operation,
    span.kind,
    span.startUs,
    span.durationUs,
    span.status,
    span.statusMessage,
    span.traceState,
    span.flags,
    entriesOf(span.attributes),
    resource.service,
    entriesOf(resource.attributes),
    scope.name,
    scope.version,
    span.events.map((event) => [event.name, event.timeUs, entriesOf(event.attributes)]),
    span.links.map(({ traceId, spanId }) => [traceId, spanId]),
  ]);
}

const FORMAT_KEY = 'internal.span.format';

const entriesOf = (attributes: Attributes): readonly (readonly [string, string])[] =>
  Array.from(attributes, ([key, value]) => [key, attributeText(value)] as const)
    .filter(([key]) => key !== FORMAT_KEY)
    .sort(([a], [b]) => (a < b ? -1 : 1));
