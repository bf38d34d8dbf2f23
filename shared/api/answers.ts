import type { Finding } from '../findings/finding.ts';
import type { Stage } from '../pipeline/stages.ts';
import type { AttributePlace } from '../query/ast.ts';
import type { SpanKind, SpanStatus } from '../span/span.ts';
import type { TraceSummary } from '../summary/traceSummary.ts';
import type { VerdictPart } from '../summary/verdictPart.ts';
import type { Completeness } from './completeness.ts';

export const SEARCH_SORTS = [
  '-start',
  'start',
  '-duration',
  'duration',
  '-spans',
  'spans',
  '-errors',
  'errors',
] as const;
export type SearchSort = (typeof SEARCH_SORTS)[number];

export interface SearchPage {
  readonly traces: readonly TraceSummary[];
  readonly nextCursor?: string;
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' | 'approx' };
  readonly completeness: Completeness;
}

/** The built-in fields a facet, a column or `by=` may name; anything else is an attribute key. */
export const FACET_FIELDS = [
  'finding',
  'device',
  'firmware',
  'topic',
  'route',
  'rule',
  'function',
  'db.system',
  'db.status',
  'last',
  'service',
  'operation',
  'kind',
  'status',
] as const;

export interface ValueCount {
  readonly value: string;
  /** Traces, not spans. */
  readonly count: number;
}

export interface FacetsAnswer {
  readonly facets: readonly {
    readonly field: string;
    readonly values: readonly ValueCount[];
    /** Traces whose value is not listed (a trace with several values counts once a value). */
    readonly otherCount: number;
  }[];
  readonly completeness: Completeness;
}

export interface HistogramAnswer {
  /** Every bucket of the range, empty ones included, oldest first. */
  readonly buckets: readonly HistogramBucket[];
  readonly heatmap: DurationHeatmap;
  readonly completeness: Completeness;
}

export interface HistogramBucket {
  readonly startUs: number;
  readonly count: number;
  readonly errorCount: number;
  readonly findingCount: number;
  /** Traces with an error or a finding: the two counts above overlap. */
  readonly flaggedCount?: number;
  /** Absent in an empty bucket. */
  readonly p50Us?: number;
  readonly p95Us?: number;
  readonly p99Us?: number;
}

/** `counts[t * durationBins + d]`: traces starting in time bucket t with a duration in bin d. */
export interface DurationHeatmap {
  readonly startsUs: readonly number[];
  /** One more than there are bins. */
  readonly durationEdgesUs: readonly number[];
  readonly counts: readonly number[];
}

export const BREAKDOWN_SORTS = ['-count', '-errorCount', '-p95', '-lastSeen', 'value'] as const;
export type BreakdownSort = (typeof BREAKDOWN_SORTS)[number];

export interface BreakdownAnswer {
  readonly rows: readonly {
    readonly value: string;
    readonly count: number;
    readonly errorCount: number;
    readonly p50Us: number;
    readonly p95Us: number;
    readonly p99Us: number;
    /** Traces with at least one finding. */
    readonly findings: number;
    readonly firstSeenUs: number;
    readonly lastSeenUs: number;
  }[];
  readonly completeness: Completeness;
}

export interface FieldsAnswer {
  readonly fields: readonly {
    readonly name: string;
    readonly kind: 'builtin' | 'attribute';
    readonly places: readonly AttributePlace[];
    /** Occurrences in the store; approximate. Absent for built-in fields. */
    readonly count?: number;
  }[];
  readonly completeness: Completeness;
}

export interface FieldValuesAnswer {
  readonly values: readonly ValueCount[];
  readonly completeness: Completeness;
}

/** What the source badge shows. */
export interface StoreDescription {
  readonly kind: 'embedded' | 'elasticsearch';
  /** "embedded · demo fleet". */
  readonly title: string;
  readonly state: 'ok' | 'degraded' | 'down';
  /** Why it is not `ok`. */
  readonly reason?: string;
  /** Label and value, in the order to show. */
  readonly details: readonly { readonly label: string; readonly value: string }[];
}

/** `GET /api/traces/:traceId`. */
export interface TraceAnswer {
  readonly summary: TraceSummary;
  /** The summary's findings, for callers that want nothing else. */
  readonly findings: readonly Finding[];
  /** One sentence or two, plain text. */
  readonly verdict: string;
  /** The same sentence cut where its tone changes. */
  readonly verdictParts: readonly VerdictPart[];
  readonly completeness: Completeness;
}

/** Everything known about one span, values as text. */
export interface OneSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly service: string;
  readonly operation: string;
  readonly kind: SpanKind;
  readonly stage: Stage;
  readonly startUs: number;
  readonly durationUs: number;
  readonly status: SpanStatus;
  readonly statusMessage?: string;
  readonly attributes: readonly AttributeDetail[];
  readonly resource: readonly AttributeDetail[];
  readonly scope: {
    readonly name: string;
    readonly version: string;
    readonly attributes: readonly AttributeDetail[];
  };
  readonly events: readonly {
    readonly name: string;
    readonly timeUs: number;
    readonly attributes: readonly AttributeDetail[];
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: readonly AttributeDetail[];
  }[];
  readonly traceState?: string;
  readonly flags?: number;
}

/** `GET /api/traces/:traceId/spans/:spanId`. */
export interface SpanDetail extends OneSpan {
  /** The other spans of the trace that carry the same id. */
  readonly duplicates?: readonly OneSpan[];
}

export interface AttributeDetail {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'bytes' | 'list' | 'map' | 'empty';
  /** `attributeText` of the value; int64 exact. */
  readonly text: string;
}

/** `GET /api/traces/:traceId/matches?q`. */
export interface MatchesAnswer {
  /** Pre-order rows of `TraceColumns`, ascending. */
  readonly rows: readonly number[];
  readonly total: number;
  /** Rows of the layout spoken of; a page that has drawn another number fetches the columns again. */
  readonly rowCount: number;
  readonly completeness: Completeness;
}

/** `GET /api/source`: what is behind the page, for the source badge. */
export interface SourceAnswer {
  readonly store: StoreDescription;
  /** `operator` may import. */
  readonly role: 'viewer' | 'operator';
  readonly version: string;
}

/** `POST /api/import`: one line of its NDJSON progress stream; the last has `isDone`. */
export interface ImportProgress {
  readonly bytesRead: number;
  readonly spans: number;
  readonly traces: number;
  /** Records refused, with the first few reasons. */
  readonly rejected: number;
  readonly errors: readonly string[];
  /** Earliest and latest span start read so far, so that a link can show what was imported. */
  readonly firstStartUs?: number;
  readonly lastStartUs?: number;
  readonly isDone: boolean;
}
