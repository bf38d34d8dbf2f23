import type { FindingKind } from '../findings/finding.ts';
import type { Stage } from '../pipeline/stages.ts';

/**
 * The query language as data. Knows no engine: the parser makes it, the printer
 * and two compilers read it, and `matchTrace` says what it means.
 *
 * A node says something about a *trace*. A `term` outside braces holds when some
 * span of the trace satisfies it; inside `sameSpan` it speaks of that one span.
 *
 *     a=1 b=2            and[term a, term b]            any spans
 *     { a=1 b=2 }        sameSpan(and[term a, term b])  one span
 *     -a=1               not(term a)                    no span has it
 *     { -a=1 }           sameSpan(not(term a))          some span lacks it
 */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly nodes: readonly Query[] }
  | { readonly kind: 'or'; readonly nodes: readonly Query[] }
  | { readonly kind: 'not'; readonly node: Query }
  | { readonly kind: 'sameSpan'; readonly node: SpanQuery }
  | SpanTerm
  | TraceTerm;

/** What may stand inside braces. */
export type SpanQuery =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly nodes: readonly SpanQuery[] }
  | { readonly kind: 'or'; readonly nodes: readonly SpanQuery[] }
  | { readonly kind: 'not'; readonly node: SpanQuery }
  | SpanTerm;

export type SpanTerm = AttributeTerm | SpanFieldTerm | TextTerm;

/** `db.status=error`, `resource.host.name=edge*`. Aliases of the key match too (`aliasesOf`). */
export interface AttributeTerm {
  readonly kind: 'attribute';
  /** Where to look; absent means everywhere. */
  readonly place?: AttributePlace;
  readonly key: string;
  readonly test: ValueTest;
}

export type AttributePlace = 'span' | 'resource' | 'event' | 'scope' | 'link';

/**
 * `service=ota`, `status=error` (also written `error=true`; `error=false` is its negation),
 * `duration>50ms`. Durations are microseconds in the test; `duration=50ms` is the text `50000`.
 */
export interface SpanFieldTerm {
  readonly kind: 'spanField';
  readonly field: SpanField;
  readonly test: ValueTest;
}

export const SPAN_FIELDS = ['service', 'operation', 'kind', 'status', 'duration'] as const;
export type SpanField = (typeof SPAN_FIELDS)[number];

/**
 * Case-insensitive substring of trace and span id, service, operation, status message, the values
 * of `ERROR_MESSAGE_KEYS`, and of the word `error` on a span whose status it is.
 */
interface TextTerm {
  readonly kind: 'text';
  readonly text: string;
}

export type TraceTerm =
  | { readonly kind: 'traceField'; readonly field: TraceField; readonly test: ValueTest }
  /** `is:orphan`; also what `finding=orphan` parses to. */
  | { readonly kind: 'is'; readonly finding: FindingKind }
  /**
   * `gap:broker..rule>1s`: waiting between the two (`waitedUs`); without `from` before `to`, whatever
   * stage was earlier. Without a comparison: any waiting at all.
   */
  | {
      readonly kind: 'gap';
      readonly from?: Stage;
      readonly to: Stage;
      readonly compare?: Comparison;
    }
  /** `stage:function>500ms`; without a comparison: the stage was seen. */
  | { readonly kind: 'stage'; readonly stage: Stage; readonly compare?: Comparison };

/**
 * Fields of a trace, resolved by `summarizeTrace`. `db.system` and `db.status`
 * are also attribute keys: outside braces they parse to `traceField` and match
 * when the summary *or* an attribute of any span does; inside braces they parse
 * to `attribute`.
 */
export const TRACE_FIELDS = [
  'device',
  'firmware',
  'topic',
  'route',
  'rule',
  'function',
  'db.system',
  'db.status',
  'last',
  'errors',
  'spans',
  'trace.duration',
] as const;
export type TraceField = (typeof TRACE_FIELDS)[number];

export type ValueTest =
  | { readonly op: '='; readonly value: Pattern }
  /** `k=(a OR b)`: any of them. */
  | { readonly op: 'in'; readonly values: readonly Pattern[] }
  /** The common subset of RE2 and Lucene, unanchored, already checked. */
  | { readonly op: '=~'; readonly source: string }
  | Comparison;

/**
 * `value` in the unit of the thing compared: microseconds for durations (a bare number too), the
 * unit an attribute's key ends in (`50ms` against `db.write_latency_ms` is 50), bytes for sizes,
 * else plain.
 */
export interface Comparison {
  readonly op: '<' | '<=' | '>' | '>=';
  readonly value: number;
  /** As written (`50ms`), so that the printer gives it back. */
  readonly text: string;
}

/**
 * A value as written. `parts` are the literal pieces between unquoted `*`:
 * one piece is an exact value, `['devices/', '/telemetry']` is
 * the value with a star between them, `['', '']` is `*`: the key is there at all.
 */
export interface Pattern {
  readonly parts: readonly string[];
}

export const MATCH_ALL: Query = { kind: 'all' };
