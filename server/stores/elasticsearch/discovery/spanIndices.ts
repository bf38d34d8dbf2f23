import type { AttributePlace } from '../../../../shared/query/ast.ts';

/** What was found out about the indices that hold spans, and what was assumed. */
export interface SpanIndices {
  readonly engine: 'elasticsearch' | 'opensearch' | 'unknown';
  /** `8.19.7`; absent when the role is too narrow to tell. */
  readonly version?: string;
  /** Index expression for every search: `jaeger-span-*,-jaeger-span-archive*`. */
  readonly spans: string;
  /** Looked into when a trace is not among the spans. */
  readonly archive?: string;
  readonly fields: SpanFields;
  /** What stands for `.` in elevated keys. */
  readonly dotReplacement: string;
  readonly limits: EngineLimits;
}

/** Names under which a span's fields are searched and sorted: `traceID`, or `traceID.keyword` where no template was applied. */
export interface SpanFields {
  readonly traceId: string;
  readonly spanId: string;
  /** Absent where no index has it. */
  readonly parentSpanId?: string;
  readonly service: string;
  readonly operation: string;
  /** Epoch microseconds, a long. */
  readonly startTime: string;
  /** Epoch milliseconds, what indices are skipped by; absent where it is not a date everywhere. */
  readonly startTimeMillis?: string;
  /** Microseconds. */
  readonly duration: string;
  /** Lists of `{key, value}`: `tags`, `process.tags`, `logs.fields`. */
  readonly lists: readonly TagList[];
  /** Objects with a field a tag: `tag.` and `process.tag.`, also where no index has one yet. */
  readonly objects: readonly TagObject[];
}

export interface TagList {
  readonly place: Extract<AttributePlace, 'span' | 'resource' | 'event'>;
  /** Path of the nested documents; absent when the list is a plain object, whose keys and values lose each other. */
  readonly nestedPath?: string;
  readonly keyField: string;
  readonly valueField: string;
  /**
   * `tags.type`; only where every index has it (templates before 1.61 left it out), because
   * elsewhere a text "1e5" and a number cannot be told apart.
   */
  readonly typeField?: string;
}

export interface TagObject {
  readonly place: Extract<AttributePlace, 'span' | 'resource'>;
  /** With its dot: `process.tag.`. */
  readonly prefix: string;
  /** Fields of it that are mapped as something else than keyword, by name behind the prefix. */
  readonly otherTypes: ReadonlyMap<string, TagType>;
  /**
   * Every field behind the prefix. Only says which answers are exact: what is asked about does not
   * depend on it, for a field may be new. Absent when not known.
   */
  readonly names?: ReadonlySet<string>;
}

export type TagType = 'text' | 'text-with-keyword' | 'number' | 'boolean';

/** Bounds of the engine that a request must stay below. */
export interface EngineLimits {
  readonly maxTermsCount: number;
  readonly maxRegexLength: number;
  readonly maxResultWindow: number;
  readonly maxBuckets: number;
  readonly maxClauseCount: number;
  /** Longer values are stored but not found; characters. */
  readonly ignoreAbove: number;
  /** False where `search.allow_expensive_queries` forbids wildcards and regular expressions. */
  readonly allowsExpensive: boolean;
}
