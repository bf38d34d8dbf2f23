import type { AttributeTerm } from '../../../../shared/query/ast.ts';
import {
  EVENT_NAME_KEY,
  SCOPE_NAME_KEY,
  SCOPE_VERSION_KEY,
} from '../../../../shared/query/spanAttributes.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { type AskedValue, isOfText, passes } from './askedValue.ts';
import {
  allOf,
  anyOf,
  type Bounds,
  between,
  exactly,
  HOLDS,
  NEVER,
  notOf,
  UNKNOWN,
} from './bounds.ts';
import { anyTerm, both, either, exists, NOTHING, neither, term } from './dsl.ts';
import { KIND_NAMES, STATUS_CODES } from './jaegerNames.ts';
import { nested, type TagQuestion } from './tagQuery.ts';
import { tagsIn } from './tagsIn.ts';
import type { ValueField } from './valueField.ts';

/**
 * Tags of a key that are no attributes of it once they are decoded: they have become the kind, the
 * status, the trace state or the scope of their span, or the name of their event.
 */
export function takenFrom(
  place: 'span' | 'event',
  { key, test }: AttributeTerm,
): TagQuestion['taken'] {
  if (place === 'event') return key === EVENT_NAME_KEY ? isEmpty : undefined;
  switch (key) {
    case 'span.kind':
      return ({ name }) => exactly(anyTerm(name, KIND_NAMES));
    case 'otel.status_code':
      return ({ name }) => exactly(anyTerm(name, STATUS_CODES));
    case 'error':
      return isTrue;
    case 'w3c.tracestate':
      return (field) => allOf([textOnly(test, field), notOf(isEmpty(field))]);
    case SCOPE_NAME_KEY:
    case SCOPE_VERSION_KEY:
    case 'otel.library.name':
    case 'otel.library.version':
      return (field) => textOnly(test, field);
    default:
      return undefined;
  }
}

/** What decoding makes into attributes of scopes and links. */
export function movedAttribute({ key, place, test }: AttributeTerm, indices: SpanIndices): Bounds {
  if (key === 'opentracing.ref_type' && place !== 'scope' && passes(test, 'child_of')) {
    return refersToParent(indices);
  }
  const keys = SCOPE_KEYS.get(key);
  if (keys === undefined || place === 'link') return NEVER;
  // Of a scope only text is made, and an empty one is as good as none.
  const taken = (field: ValueField) => anyOf([isEmpty(field), notOf(textOnly(test, field))]);
  return tagsIn('span', { keys, test, taken }, indices);
}

const SCOPE_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  [SCOPE_NAME_KEY, [SCOPE_NAME_KEY, 'otel.library.name']],
  [SCOPE_VERSION_KEY, [SCOPE_VERSION_KEY, 'otel.library.version']],
]);

/** A reference of this kind is the parent of a span, or a link that says so. */
function refersToParent({ fields, limits }: SpanIndices): Bounds {
  const isNested = fields.lists.some(({ nestedPath }) => nestedPath !== undefined);
  if (isNested && !limits.allowsExpensive) return UNKNOWN;
  const name = 'references.refType';
  const plainly = either([term(name, 'CHILD_OF'), term(`${name}.keyword`, 'CHILD_OF')]);
  return between(NOTHING, isNested ? nested('references', plainly) : plainly);
}

/** The empty text, which no bytes are not. */
function isEmpty({ name, types }: ValueField): Bounds {
  const says = term(name, '');
  if (types.kind === 'native') return exactly(says);
  if (types.kind !== 'declared') return between(NOTHING, says);
  return exactly(both([says, neither(term(types.typeField, 'binary'))]));
}

/** As a text "true" stays an attribute. */
function isTrue({ name, types }: ValueField): Bounds {
  const says = term(name, 'true');
  if (types.kind !== 'declared') return between(NOTHING, says);
  return exactly(both([says, term(types.typeField, 'bool')]));
}

/** Of the values that pass those that are text; a tag without a value has none. */
export function textOnly(asked: AskedValue, field: ValueField): Bounds {
  const isText = typedAsText(asked, field);
  return passes(asked, undefined) ? allOf([isText, exactly(exists(field.name))]) : isText;
}

function typedAsText(asked: AskedValue, { types }: ValueField): Bounds {
  if (isOfText(asked)) return HOLDS;
  if (types.kind !== 'declared') return UNKNOWN;
  return exactly(neither(anyTerm(types.typeField, ['bool', 'int64', 'float64', 'binary'])));
}
