import type { TraceLayout } from '../columns/layoutTrace.ts';
import { STAGES, type Stage } from '../pipeline/stages.ts';
import { attributeText } from '../span/attributes.ts';
import { spanIdToBigInt } from '../span/ids.ts';
import type { Attributes, AttributeValue, Span } from '../span/span.ts';
import type { AttributeDetail, OneSpan } from './answers.ts';

/**
 * Spans that share one id, the earliest first, with the stage each has where it
 * stands in the trace. Rows with equal ids are in order of start, as the spans are.
 */
export function spanDetailsOf(
  spans: readonly Span[],
  { columns, ids }: TraceLayout,
): readonly OneSpan[] {
  const [first] = spans;
  if (first === undefined) return [];
  const id = spanIdToBigInt(first.spanId);
  const rows: number[] = [];
  for (let row = ids.indexOf(id); row !== -1; row = ids.indexOf(id, row + 1)) rows.push(row);
  rows.sort((a, b) => (columns.startOffsetUs[a] ?? 0) - (columns.startOffsetUs[b] ?? 0));
  return spans
    .toSorted((a, b) => a.startUs - b.startUs)
    .map((span, index) => {
      const row = rows[Math.min(index, rows.length - 1)] ?? -1;
      return oneSpan(span, STAGES[columns.stage[row] ?? -1] ?? 'other');
    });
}

/** Everything about a span as the API tells it, every value as the one text it has. */
function oneSpan(span: Span, stage: Stage): OneSpan {
  const { scope, resource } = span;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    service: resource.service,
    operation: span.operation,
    kind: span.kind,
    stage,
    startUs: span.startUs,
    durationUs: span.durationUs,
    status: span.status,
    ...(span.statusMessage === undefined ? {} : { statusMessage: span.statusMessage }),
    attributes: attributeDetails(span.attributes),
    resource: attributeDetails(resource.attributes),
    scope: {
      name: scope.name,
      version: scope.version,
      attributes: attributeDetails(scope.attributes),
    },
    events: span.events.map(({ name, timeUs, attributes }) => ({
      name,
      timeUs,
      attributes: attributeDetails(attributes),
    })),
    links: span.links.map(({ traceId, spanId, attributes }) => ({
      traceId,
      spanId,
      attributes: attributeDetails(attributes),
    })),
    ...(span.traceState === undefined ? {} : { traceState: span.traceState }),
    ...(span.flags === undefined ? {} : { flags: span.flags }),
  };
}

function attributeDetails(attributes: Attributes): readonly AttributeDetail[] {
  const details: AttributeDetail[] = [];
  for (const [key, value] of attributes) {
    details.push({ key, type: typeOf(value), text: attributeText(value) });
  }
  return details;
}

function typeOf(value: AttributeValue): AttributeDetail['type'] {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return 'float64';
    case 'undefined':
      return 'empty';
    default:
      if (value instanceof Uint8Array) return 'bytes';
      return value instanceof Map ? 'map' : 'list';
  }
}
