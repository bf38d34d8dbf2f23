import type { JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, objectOf, textOf } from '../engine/json.ts';

export type FieldKind =
  | 'keyword'
  | 'text'
  | 'text-with-keyword'
  | 'number'
  | 'boolean'
  | 'date'
  | 'nested'
  | 'object'
  | 'unmapped';

/** What `_field_caps` says: the kind of every field, also where indices differ. */
export class FieldTypes {
  readonly indices: readonly string[];
  /** By field; the indices of a kind are absent where it is the same in all. */
  readonly #kinds = new Map<string, ReadonlyMap<FieldKind, ReadonlySet<string> | undefined>>();

  /** Answers for the same indices, the first of which lists them all. */
  constructor(...answers: readonly unknown[]) {
    this.indices = textsOf(memberOf(answers[0], 'indices'));
    for (const answer of answers) this.#add(objectOf(memberOf(answer, 'fields')) ?? {});
  }

  #add(fields: JsonBody): void {
    for (const [field, types] of Object.entries(fields)) {
      const kinds = new Map<FieldKind, ReadonlySet<string> | undefined>();
      for (const [type, of] of Object.entries(objectOf(types) ?? {})) {
        const indices = memberOf(of, 'indices');
        const kind = kindOfType(type);
        const before = kinds.get(kind) ?? [];
        kinds.set(
          kind,
          indices === undefined ? undefined : new Set([...before, ...textsOf(indices)]),
        );
      }
      this.#kinds.set(field, kinds);
    }
  }

  names(): Iterable<string> {
    return this.#kinds.keys();
  }

  kindIn(index: string, field: string): FieldKind {
    for (const [kind, indices] of this.#kinds.get(field) ?? []) {
      if (indices !== undefined && !indices.has(index)) continue;
      if (kind !== 'text') return kind;
      return this.kindIn(index, `${field}.keyword`) === 'keyword' ? 'text-with-keyword' : 'text';
    }
    return 'unmapped';
  }

  /** Every kind the field has in one of these indices, but for being unmapped. */
  kindsIn(indices: readonly string[], field: string): ReadonlySet<FieldKind> {
    const isSame = [...(this.#kinds.get(field)?.values() ?? [])].every((of) => of === undefined);
    const asked = isSame ? indices.slice(0, 1) : indices;
    const kinds = new Set(asked.map((index) => this.kindIn(index, field)));
    kinds.delete('unmapped');
    return kinds;
  }
}

const textsOf = (value: unknown): readonly string[] =>
  listOf(value).flatMap((item) => textOf(item) ?? []);

const NUMBER_TYPES: ReadonlySet<string> = new Set([
  'long',
  'integer',
  'short',
  'byte',
  'double',
  'float',
  'half_float',
  'scaled_float',
  'unsigned_long',
]);

const KEYWORD_TYPES: ReadonlySet<string> = new Set(['keyword', 'constant_keyword', 'wildcard']);

function kindOfType(type: string): FieldKind {
  if (KEYWORD_TYPES.has(type)) return 'keyword';
  if (NUMBER_TYPES.has(type)) return 'number';
  if (type === 'date' || type === 'date_nanos') return 'date';
  if (type === 'boolean' || type === 'nested' || type === 'object' || type === 'unmapped') {
    return type;
  }
  return 'text';
}
