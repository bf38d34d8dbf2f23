/**
 * Spans a query holds on, in one of three forms. Posting lists are kept as
 * lists as long as possible: intersecting two costs a fraction of testing every span.
 */
export type SpanSet =
  /** Where the expression over columns of `x` (a span row) holds. */
  | { readonly kind: 'where'; readonly sql: string }
  /** A SELECT of tno and sno; may have a row several times. */
  | { readonly kind: 'list'; readonly sql: string }
  /** All spans but those of the list. */
  | { readonly kind: 'except'; readonly sql: string };
