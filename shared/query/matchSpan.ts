import { aliasesOf } from '../span/aliases.ts';
import { attributeText } from '../span/attributes.ts';
import type { Span } from '../span/span.ts';
import type { AttributeTerm, SpanFieldTerm, SpanQuery, SpanTerm } from './ast.ts';
import { valueMatcher } from './matchValue.ts';
import { someAttribute } from './spanAttributes.ts';

type SpanMatch = (span: Span) => boolean;

/** Where error messages are, besides the status message; any place of the span counts. */
export const ERROR_MESSAGE_KEYS = [
  'exception.message',
  'exception.type',
  'error.message',
  'db.error',
] as const;

/**
 * What a query means for one span, as a predicate made once and asked often. An attribute is looked
 * for under all its aliases on the span, its resource, events, scope and links.
 */
export function spanMatcher(query: SpanQuery): SpanMatch {
  switch (query.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const matches = query.nodes.map(spanMatcher);
      return (span) => matches.every((holds) => holds(span));
    }
    case 'or': {
      const matches = query.nodes.map(spanMatcher);
      return (span) => matches.some((holds) => holds(span));
    }
    case 'not': {
      const holds = spanMatcher(query.node);
      return (span) => !holds(span);
    }
    default:
      return spanTermMatcher(query);
  }
}

/** Whether the query holds on the span; for many spans make a `spanMatcher` once. */
export function matchSpan(query: SpanQuery, span: Span): boolean {
  return spanMatcher(query)(span);
}

/** The meaning of a single term on one span. */
export function spanTermMatcher(term: SpanTerm): SpanMatch {
  switch (term.kind) {
    case 'attribute':
      return attributeMatcher(term);
    case 'spanField':
      return spanFieldMatcher(term);
    case 'text':
      return textMatcher(term.text);
  }
}

function attributeMatcher({ key, place, test }: AttributeTerm): SpanMatch {
  const accepts = valueMatcher(test);
  const keys = aliasesOf(key);
  return (span) => keys.some((alias) => someAttribute(span, place, alias, accepts));
}

function spanFieldMatcher({ field, test }: SpanFieldTerm): SpanMatch {
  const accepts = valueMatcher(test);
  switch (field) {
    case 'service':
      return (span) => accepts(span.resource.service);
    case 'operation':
      return (span) => accepts(span.operation);
    case 'kind':
      return (span) => accepts(span.kind);
    case 'status':
      return (span) => accepts(span.status);
    case 'duration':
      return (span) => accepts(span.durationUs);
  }
}

/**
 * Free text: a case-insensitive substring of the ids, service, operation, status message, error
 * messages, and of the word `error` on a span that failed. The other statuses are not searched:
 * "set" would find every trace there is.
 */
function textMatcher(text: string): SpanMatch {
  const wanted = text.toLowerCase();
  const contains = (field: string) => field.toLowerCase().includes(wanted);
  return (span) =>
    span.traceId.includes(wanted) ||
    span.spanId.includes(wanted) ||
    contains(span.operation) ||
    contains(span.resource.service) ||
    (span.status === 'error' && 'error'.includes(wanted)) ||
    contains(span.statusMessage ?? '') ||
    ERROR_MESSAGE_KEYS.some((key) =>
      someAttribute(span, undefined, key, (value) => contains(attributeText(value))),
    );
}
