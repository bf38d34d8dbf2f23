/**
 * The generations of Jaeger's writer, each by a release of it. They differ in ids, in the types of
 * values, in what becomes a field of its own and in how a parent is named.
 */
export type JaegerWriter =
  /** 1.0 to 1.15: ids without leading zeros. */
  | 'jaeger-1.15'
  /** 1.16 to 1.68 and 2.0 to 2.5: 16 or 32 digits, every value a string. */
  | 'jaeger-1.62'
  /** 1.69 to 1.76 and 2.6: values of their own type. */
  | 'jaeger-1.76'
  /** 2.7: always 32 digits, null for empty lists. */
  | 'jaeger-2.7'
  /** 2.8 to 2.19: kind and error are always fields. */
  | 'jaeger-2.13'
  /** 2.20: the parent has a field as well. */
  | 'jaeger-2.20';
