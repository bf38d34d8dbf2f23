import { ERROR_MESSAGE_KEYS } from '../../../../shared/query/matchSpan.ts';
import { STATUS_MESSAGE_KEY } from '../../../../shared/query/spanAttributes.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { type AskedValue, containing, hasHalfPair } from './askedValue.ts';
import { anyOf, type Bounds, HOLDS, notOf, UNKNOWN } from './bounds.ts';
import { idQuery } from './idQuery.ts';
import { textOnly } from './movedAttributes.ts';
import { resourceQuery, serviceQuery } from './serviceQuery.ts';
import { errorQuery } from './spanFieldQuery.ts';
import { tagsIn } from './tagsIn.ts';
import { valueQuery } from './valueQuery.ts';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

/** Spans in whose ids, names or error messages the text occurs, whatever its case. */
export function textQuery(text: string, indices: SpanIndices): Bounds {
  const wanted = text.toLowerCase();
  if (wanted === '') return HOLDS;
  if (hasHalfPair(wanted)) return UNKNOWN;
  const { fields, limits } = indices;
  if (!limits.allowsExpensive) return UNKNOWN;
  const test = containing(wanted);
  return anyOf([
    idQuery(wanted, fields.traceId, TRACE_ID_DIGITS, limits),
    idQuery(wanted, fields.spanId, SPAN_ID_DIGITS, limits),
    valueQuery(test, { name: fields.operation, types: { kind: 'text' }, limits }),
    serviceQuery(test, indices),
    ...('error'.includes(wanted) ? [errorQuery(indices)] : []),
    ...messageQueries(test, indices),
  ]);
}

function messageQueries(test: AskedValue, indices: SpanIndices): readonly Bounds[] {
  const keys = ERROR_MESSAGE_KEYS;
  const description = {
    keys: [STATUS_MESSAGE_KEY],
    test,
    taken: (field: Parameters<typeof textOnly>[1]) => notOf(textOnly(test, field)),
  };
  return [
    tagsIn('span', description, indices),
    tagsIn('span', { keys, test }, indices),
    resourceQuery({ keys, test }, indices),
    tagsIn('event', { keys, test }, indices),
  ];
}
