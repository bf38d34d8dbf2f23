import type { Span, SpanLink } from '../../../../shared/span/span.ts';
import {
  durationUs,
  isBackwards,
  jaegerLogFields,
  jaegerProcessTags,
  jaegerServiceName,
  jaegerSpanTags,
} from './jaegerSpanTags.ts';
import { type FieldRules, type SplitTags, splitTags, tagList, Unwritable } from './jaegerTag.ts';
import { type JaegerWriter, WRITER_TRAITS, type WriterTraits } from './jaegerWriter.ts';

export interface Writing {
  readonly writer: JaegerWriter;
  /** All tags, or those named, as fields of their own instead of nested ones. */
  readonly tagsAsFields?: 'all' | readonly string[];
  /** What stands for the dots of such a tag: `@` unless given. */
  readonly dotReplacement?: string;
}

/**
 * The document that Jaeger would write for a span it was sent over OTLP: JSON text, every digit as
 * Jaeger has it. Undefined for a span that it would fail to write: one with a number that JSON has
 * not, and in the older generations one that ends before it starts.
 *
 * What Jaeger has no place for is lost as it is there: attributes of links and scopes, trace state
 * and flags of links, nanoseconds, schema URLs, dropped counts. A span without a duration gains a
 * warning as an attribute from 2.7 on.
 */
export function spanDocument(span: Span, writing: Writing): string | undefined {
  const traits = WRITER_TRAITS[writing.writer];
  if (traits.backwards === 'refused' && durationUs(span) < 0n) return undefined;
  try {
    return objectJson(membersOf(span, traits, fieldRules(writing, traits)));
  } catch (error) {
    if (error instanceof Unwritable) return undefined;
    throw error;
  }
}

type Members = readonly (readonly [key: string, json: string | undefined])[];

function membersOf(span: Span, traits: WriterTraits, rules: FieldRules): Members {
  const tags = splitTags(jaegerSpanTags(span, traits), rules, traits);
  const flags = traits.isFirst ? 0 : (span.flags ?? 0);
  const parent = traits.hasParentField ? span.parentSpanId : undefined;
  const operation = span.operation === '' ? traits.nameOfNameless : span.operation;
  const { startUs } = span;
  return [
    ['traceID', JSON.stringify(traceIdOf(span.traceId, traits))],
    ['spanID', JSON.stringify(spanIdOf(span.spanId, traits))],
    ['parentSpanID', parent && JSON.stringify(spanIdOf(parent, traits))],
    ['flags', flags === 0 ? undefined : String(flags)],
    ['operationName', JSON.stringify(operation)],
    ['references', referencesOf(span, traits)],
    ['startTime', String(startUs)],
    ['startTimeMillis', String(Math.trunc(startUs / 1000))],
    ['duration', isBackwards(span) ? '0' : String(durationUs(span))],
    ['tags', listOf(tags, traits)],
    ['tag', tags.fields],
    ['logs', logsOf(span, traits)],
    ['process', processOf(span, traits, rules)],
  ];
}

function processOf({ resource }: Span, traits: WriterTraits, rules: FieldRules): string {
  const tags = splitTags(jaegerProcessTags(resource), rules, traits);
  return objectJson([
    ['serviceName', JSON.stringify(jaegerServiceName(resource, traits))],
    ['tags', listOf(tags, traits)],
    ['tag', tags.fields],
  ]);
}

function listOf({ list, fields }: SplitTags, { absentTags }: WriterTraits): string {
  return list === '[]' && fields === undefined ? absentTags : list;
}

function logsOf({ events }: Span, traits: WriterTraits): string {
  if (events.length === 0) return traits.absentList;
  const logs = events.map((event) => {
    const fields = tagList(jaegerLogFields(event), traits);
    return objectJson([
      ['timestamp', String(event.timeUs)],
      ['fields', traits.isFirst && fields === '[]' ? 'null' : fields],
    ]);
  });
  return `[${logs.join(',')}]`;
}

/** The parent first; a link to it gives that reference its kind instead of one of its own. */
function referencesOf(span: Span, traits: WriterTraits): string {
  const { traceId, parentSpanId, links } = span;
  const isParent = (link: SpanLink) => link.traceId === traceId && link.spanId === parentSpanId;
  const kinds = links.filter(isParent).map(kindOf);
  const references = links
    .filter((link) => !isParent(link))
    .map((link) => referenceJson(kindOf(link), link.traceId, link.spanId, traits));
  if (parentSpanId !== undefined) {
    const kind = kinds.at(-1) ?? 'CHILD_OF';
    references.unshift(referenceJson(kind, traceId, parentSpanId, traits));
  }
  return references.length === 0 ? traits.absentList : `[${references.join(',')}]`;
}

function kindOf({ attributes }: SpanLink): string {
  return attributes.get('opentracing.ref_type') === 'child_of' ? 'CHILD_OF' : 'FOLLOWS_FROM';
}

function referenceJson(
  refType: string,
  traceId: string,
  spanId: string,
  traits: WriterTraits,
): string {
  const [traceID, spanID] = [traceIdOf(traceId, traits), spanIdOf(spanId, traits)];
  return JSON.stringify({ refType, traceID, spanID });
}

function traceIdOf(traceId: string, { ids }: WriterTraits): string {
  if (ids === 'full') return traceId;
  if (ids === 'without leading zeros') return withoutLeadingZeros(traceId);
  return traceId.replace(/^0{16}/, '');
}

function spanIdOf(spanId: string, { ids }: WriterTraits): string {
  return ids === 'without leading zeros' ? withoutLeadingZeros(spanId) : spanId;
}

function withoutLeadingZeros(id: string): string {
  return id.replace(/^0+(?=.)/, '');
}

function fieldRules(writing: Writing, { alwaysFields }: WriterTraits): FieldRules {
  const { tagsAsFields = [], dotReplacement = '@' } = writing;
  const isField = (key: string) =>
    alwaysFields.includes(key) || tagsAsFields === 'all' || tagsAsFields.includes(key);
  return { isField, dotReplacement };
}

function objectJson(members: Members): string {
  const present = members.filter(([, json]) => json !== undefined);
  return `{${present.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}
