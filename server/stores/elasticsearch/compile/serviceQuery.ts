import { SERVICE_STAND_INS } from '../../../../shared/formats/jaegerProcess.ts';
import { UNKNOWN_SERVICE } from '../../../../shared/span/span.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { ANY_VALUE, type AskedValue, passes } from './askedValue.ts';
import { allOf, anyOf, type Bounds, exactly, notOf } from './bounds.ts';
import { anyTerm, either, exists, neither, term } from './dsl.ts';
import type { TagQuestion } from './tagQuery.ts';
import { tagsIn } from './tagsIn.ts';
import { valueQuery } from './valueQuery.ts';

const SERVICE_KEY = 'service.name';

/** Spans of services whose name passes; those that sent none have a name that says so. */
export function serviceQuery(test: AskedValue, indices: SpanIndices): Bounds {
  const named = namedService(test, indices);
  const isUnnamed = exactly(unnamedService(indices));
  const tagged = tagsIn('resource', { keys: [SERVICE_KEY], test, taken: isEmpty }, indices);
  const parts = [named, allOf([isUnnamed, tagged])];
  if (passes(test, UNKNOWN_SERVICE)) {
    const hasName = { keys: [SERVICE_KEY], test: ANY_VALUE, taken: isEmpty };
    parts.push(allOf([isUnnamed, notOf(tagsIn('resource', hasName, indices))]));
  }
  return anyOf(parts);
}

/** Spans of resources with an attribute that answers the question, their service's name included. */
export function resourceQuery(question: TagQuestion, indices: SpanIndices): Bounds {
  const tagged = tagsIn('resource', question, indices);
  if (!question.keys.includes(SERVICE_KEY)) return tagged;
  // Where there is a name it comes before any tag.
  const isUnnamed = exactly(unnamedService(indices));
  return anyOf([namedService(question.test, indices), allOf([isUnnamed, tagged])]);
}

function namedService(test: AskedValue, indices: SpanIndices): Bounds {
  const { fields, limits } = indices;
  const found = valueQuery(test, { name: fields.service, types: { kind: 'text' }, limits });
  // What passes is a name already when no stand-in does.
  if (![...SERVICE_STAND_INS].some((standIn) => passes(test, standIn))) return found;
  return allOf([found, exactly(neither(unnamedService(indices)))]);
}

const unnamedService = ({ fields }: SpanIndices) =>
  either([anyTerm(fields.service, [...SERVICE_STAND_INS]), neither(exists(fields.service))]);

const isEmpty = ({ name }: { readonly name: string }): Bounds => exactly(term(name, ''));
