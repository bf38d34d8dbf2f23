import type { Completeness } from '../../../../shared/api/completeness.ts';
import { EngineUnavailable } from '../../traceStore.ts';

/** JSON as it goes to an engine; integers beyond 2^53 come back as `bigint`. */
export type Json =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

export type JsonBody = { readonly [key: string]: Json };

/** One `_search`. */
export interface EngineSearch {
  /** Index expression, as in `SpanIndices.spans`: it goes into the header of a multi search, never into a URL. */
  readonly indices: string;
  /** Without `timeout`, which the call sets; hits are not counted unless it asks by `track_total_hits`. */
  readonly body: JsonBody;
  /** Rounded bounds and `size: 0`: the engine may answer from its request cache. */
  readonly isCachable?: boolean;
}

export interface EngineHit {
  readonly source?: JsonBody;
  /** Of `docvalue_fields` and `collapse`. */
  readonly fields: JsonBody;
  readonly sort: readonly Json[];
}

export interface EngineAnswer {
  readonly hits: readonly EngineHit[];
  /** With `track_total_hits`. */
  readonly totalHits?: { readonly value: number; readonly relation: 'eq' | 'gte' };
  readonly aggregations: JsonBody;
  /** A deadline or a failed shard cut the answer; already noted in the call's completeness. */
  readonly isPartial: boolean;
  /** The engine stopped at `terminate_after`: what it found is any part of what there is. */
  readonly isCutShort: boolean;
}

/**
 * Everything one call of the port asks of the engine. Each search is bounded by what is left of
 * the call's deadline and stops in the engine when the caller goes away; at most a few run
 * at once, the others wait. Failed shards, time-outs and skipped clusters of all answers
 * gather in `completeness`.
 *
 * Rejects with the signal's reason when the caller went away, with `StoreUnavailable` (what the
 * engine said and what to do, in words without an address) when the engine does not answer or
 * refuses, with `AnswerTooLarge` when half as many documents may still do, and with
 * `SearchRefused` when the engine takes this search for a mistake.
 */
export interface EngineCall {
  readonly signal: AbortSignal;
  search(search: EngineSearch): Promise<EngineAnswer>;
  /** All in one `_msearch`; answers in the same order. */
  searchAll(searches: readonly EngineSearch[]): Promise<readonly EngineAnswer[]>;
  /** Milliseconds until the call's deadline, never below 0: long walks stop before it and say so. */
  remainingMs(): number;
  /** A sentence for the page, said once. */
  note(sentence: string): void;
  /** As `note`, where something that matches may be missing from the answers of this call. */
  missing(sentence: string): void;
  /** Takes in what a call covered whose answer this one uses. */
  absorb(completeness: Completeness): void;
  /** What the answers so far covered; `own` adds what only the caller knows. */
  completeness(own?: Partial<Completeness>): Completeness;
}

/** The engine answered 400: too many clauses or buckets, a field it cannot search so. */
export class SearchRefused extends Error {
  override readonly name = 'SearchRefused';
  /** The engine's word for it, such as `too_many_buckets_exception`. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** More bytes than are read into memory: ask for fewer documents at once. */
export class AnswerTooLarge extends EngineUnavailable {}
