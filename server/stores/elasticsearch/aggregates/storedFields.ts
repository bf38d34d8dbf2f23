import { SPAN_KINDS, SPAN_STATUSES } from '../../../../shared/columns/spanLayout.ts';
import { aliasesOf } from '../../../../shared/span/aliases.ts';
import { engineQueryOf } from '../compile/engineQueryOf.ts';
import type { SpanIndices, TagList, TagType } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';

/** Where values of a field stand in the index, so that the engine can list them. */
export type ValuePlace =
  | { readonly kind: 'list'; readonly list: NestedList; readonly keys: readonly string[] }
  | {
      readonly kind: 'field';
      readonly name: string;
      readonly holds: 'service' | 'operation' | 'tag';
    };

export interface NestedList extends TagList {
  readonly nestedPath: string;
}

/** A field whose values the engine counts. */
export type StoredField =
  | { readonly field: string; readonly kind: 'listed'; readonly places: readonly ValuePlace[] }
  | {
      readonly field: string;
      readonly kind: 'choice';
      /** What holds on a span with each value the field can have. */
      readonly choices: readonly { readonly value: string; readonly dsl: JsonBody }[];
    };

/** `undefined` for a field whose values this index does not let the engine count. */
export function storedField(field: string, indices: SpanIndices): StoredField | undefined {
  const { fields } = indices;
  switch (field) {
    case 'service':
      return listed(field, [{ kind: 'field', name: fields.service, holds: 'service' }]);
    case 'operation':
      return listed(field, [{ kind: 'field', name: fields.operation, holds: 'operation' }]);
    case 'kind':
      return choiceField(field, SPAN_KINDS, indices);
    case 'status':
      return choiceField(field, SPAN_STATUSES, indices);
    default:
      return attributeField(field, indices);
  }
}

const listed = (field: string, places: readonly ValuePlace[]): StoredField => ({
  field,
  kind: 'listed',
  places,
});

function choiceField(
  field: 'kind' | 'status',
  values: readonly string[],
  indices: SpanIndices,
): StoredField | undefined {
  const choices: { value: string; dsl: JsonBody }[] = [];
  for (const value of values) {
    const test = { op: '=', value: { parts: [value] } } as const;
    const { dsl, reach } = engineQueryOf({ kind: 'spanField', field, test }, indices);
    if (reach !== 'exact') return undefined;
    choices.push({ value, dsl });
  }
  return { field, kind: 'choice', choices };
}

function attributeField(field: string, indices: SpanIndices): StoredField | undefined {
  const keys = storedKeysOf(field);
  const places: ValuePlace[] = [];
  for (const list of indices.fields.lists) {
    const { nestedPath } = list;
    if (nestedPath === undefined) return undefined;
    places.push({ kind: 'list', list: { ...list, nestedPath }, keys });
  }
  for (const { prefix, otherTypes, names } of indices.fields.objects) {
    for (const key of keys) {
      const name = key.replaceAll('.', indices.dotReplacement);
      if (names !== undefined && !names.has(name)) continue;
      const type = otherTypes.get(name);
      if (type === 'text') return undefined;
      places.push({ kind: 'field', name: prefix + name + SUFFIX[type ?? 'keyword'], holds: 'tag' });
    }
  }
  if (field === 'service.name') {
    places.push({ kind: 'field', name: indices.fields.service, holds: 'tag' });
  }
  return listed(field, places);
}

const SUFFIX: Readonly<Record<Exclude<TagType, 'text'> | 'keyword', string>> = {
  keyword: '',
  'text-with-keyword': '.keyword',
  number: '',
  boolean: '',
};

/** Keys under which the older generation keeps what has another name today. */
const OLDER_KEYS: ReadonlyMap<string, string> = new Map([
  ['otel.scope.name', 'otel.library.name'],
  ['otel.scope.version', 'otel.library.version'],
]);

function storedKeysOf(field: string): readonly string[] {
  return aliasesOf(field).flatMap((key) => [key, OLDER_KEYS.get(key) ?? []].flat());
}
