import type { Comparison, SpanFieldTerm, ValueTest } from '../../../../shared/query/ast.ts';
import { valueMatcher } from '../../../../shared/query/matchValue.ts';
import type { SpanKind, SpanStatus } from '../../../../shared/span/span.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { isAnyValue, oneOf } from './askedValue.ts';
import { allOf, anyOf, type Bounds, exactly, HOLDS, NEVER, notOf, UNKNOWN } from './bounds.ts';
import { anyTerm } from './dsl.ts';
import { codesOfStatus, KIND_NAMES, NAMED_KINDS, namesOfKind } from './jaegerNames.ts';
import { serviceQuery } from './serviceQuery.ts';
import { tagsIn } from './tagsIn.ts';
import { valueQuery } from './valueQuery.ts';

/** What a term on a built-in field asks of a span. */
export function spanFieldQuery({ field, test }: SpanFieldTerm, indices: SpanIndices): Bounds {
  if (isAnyValue(test)) return HOLDS;
  const { fields, limits } = indices;
  switch (field) {
    case 'service':
      return serviceQuery(test, indices);
    case 'operation':
      return valueQuery(test, { name: fields.operation, types: { kind: 'text' }, limits });
    case 'kind':
      return kindQuery(test, indices);
    case 'status':
      return statusQuery(test, indices);
    case 'duration':
      return durationQuery(test, fields.duration);
  }
}

function kindQuery(test: ValueTest, indices: SpanIndices): Bounds {
  const accepts = valueMatcher(test);
  const named = NAMED_KINDS.filter((kind) => accepts(kind)).flatMap(namesOfKind);
  const isNamed = hasTag('span.kind', named, indices);
  const unspecified: SpanKind = 'unspecified';
  if (!accepts(unspecified)) return isNamed;
  return anyOf([isNamed, notOf(hasTag('span.kind', KIND_NAMES, indices))]);
}

function statusQuery(test: ValueTest, indices: SpanIndices): Bounds {
  const accepts = valueMatcher(test);
  const isAccepted = (status: SpanStatus) => accepts(status);
  const isError = errorQuery(indices);
  const saysOk = hasTag('otel.status_code', codesOfStatus('ok'), indices);
  const parts: Bounds[] = [];
  if (isAccepted('error')) parts.push(isError);
  if (isAccepted('ok')) parts.push(allOf([saysOk, notOf(isError)]));
  if (isAccepted('unset')) parts.push(notOf(anyOf([isError, saysOk])));
  return parts.length === 3 ? HOLDS : anyOf(parts);
}

/** Spans that failed: `error` is true, be it a truth value or a text, or the status code says so. */
export function errorQuery(indices: SpanIndices): Bounds {
  return anyOf([
    hasTag('error', ['true'], indices),
    hasTag('otel.status_code', codesOfStatus('error'), indices),
  ]);
}

function hasTag(key: string, texts: readonly string[], indices: SpanIndices): Bounds {
  return tagsIn('span', { keys: [key], test: oneOf(texts) }, indices);
}

function durationQuery(test: ValueTest, name: string): Bounds {
  switch (test.op) {
    case '=':
    case 'in': {
      const patterns = test.op === '=' ? [test.value] : test.values;
      if (patterns.some(({ parts }) => parts.length > 1)) return UNKNOWN;
      const numbers = patterns.map(({ parts: [text = ''] }) => (WHOLE.test(text) ? text : ''));
      return exactly(
        anyTerm(name, numbers.filter(Boolean).map(Number).filter(Number.isSafeInteger)),
      );
    }
    case '=~':
      return UNKNOWN;
    default:
      return durationRange(test, name);
  }
}

/** As a duration prints. */
const WHOLE = /^(0|-?[1-9]\d*)$/;

/** Durations are whole microseconds; an engine refuses bounds beyond its own integers. */
function durationRange({ op, value }: Comparison, name: string): Bounds {
  if (Number.isNaN(value)) return NEVER;
  const isAbove = op === '>' || op === '>=';
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return value < 0 === isAbove ? HOLDS : NEVER;
  const bound = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' }[op];
  return exactly({ range: { [name]: { [bound]: value } } });
}
