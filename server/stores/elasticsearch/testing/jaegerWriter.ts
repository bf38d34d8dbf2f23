/**
 * The generations of Jaeger's writer, each by a release of it. They differ in ids, in the types of
 * values, in what becomes a field of its own and in how a parent is named.
 */
export type JaegerWriter =
  /** 1.0 to 1.15: ids without leading zeros. */
  | 'jaeger-1.15'
  /** 1.16 to 1.68 (and, but for the format tag, 2.0 to 2.5): 16 or 32 digits, values as strings. */
  | 'jaeger-1.62'
  /** 1.69 to 1.76 (likewise 2.6): values of their own type. */
  | 'jaeger-1.76'
  /** 2.7: always 32 digits, null for empty lists. */
  | 'jaeger-2.7'
  /** 2.8 to 2.19: kind and error are always fields. */
  | 'jaeger-2.13'
  /** 2.20: the parent has a field as well. */
  | 'jaeger-2.20';

export interface WriterTraits {
  readonly ids: 'without leading zeros' | 'shortest' | 'full';
  readonly values: 'text' | 'typed';
  /** A collector of Jaeger 1: what it adds and leaves out on the way from OTLP. */
  readonly isFirst: boolean;
  readonly absentList: '[]' | 'null';
  readonly absentTags: '[]' | 'null';
  /** Keys that become fields whatever the configuration says. */
  readonly alwaysFields: readonly string[];
  readonly hasParentField: boolean;
  readonly nameOfNameless: string;
  /** What becomes of a span that does not end after it has started. */
  readonly backwards: 'refused' | 'binary tag' | 'warning';
}

const FIRST = {
  isFirst: true,
  absentList: '[]',
  absentTags: '[]',
  alwaysFields: [],
  hasParentField: false,
  nameOfNameless: '',
} as const;

const SECOND = {
  ids: 'full',
  values: 'typed',
  isFirst: false,
  absentList: 'null',
  absentTags: '[]',
  alwaysFields: ['span.kind', 'error'],
  hasParentField: false,
  nameOfNameless: '',
  backwards: 'warning',
} as const;

export const WRITER_TRAITS: Readonly<Record<JaegerWriter, WriterTraits>> = {
  'jaeger-1.15': { ...FIRST, ids: 'without leading zeros', values: 'text', backwards: 'refused' },
  'jaeger-1.62': { ...FIRST, ids: 'shortest', values: 'text', backwards: 'refused' },
  'jaeger-1.76': { ...FIRST, ids: 'shortest', values: 'typed', backwards: 'binary tag' },
  'jaeger-2.7': { ...SECOND, absentTags: 'null', alwaysFields: [] },
  'jaeger-2.13': SECOND,
  'jaeger-2.20': { ...SECOND, hasParentField: true, nameOfNameless: 'empty-span-name' },
};
