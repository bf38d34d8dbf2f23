import type { Query } from '../../../../shared/query/ast.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { TimeRange } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceHint } from '../traces/traceBank.ts';

/** Which traces: those that start in the range and match. */
export interface TraceQuestion extends TimeRange {
  readonly where: Query;
}

/** Matching traces in whole, for what only summaries say. */
export interface NewestMatches {
  /** Newest first. */
  readonly summaries: readonly TraceSummary[];
  /** No other trace matches. */
  readonly isAll: boolean;
}

/** Matching traces by id, for what the engine itself can count of them. */
export interface MatchingIds {
  /** No order; each seen at one of the spans it was found by, about. */
  readonly traces: readonly TraceHint[];
  /** No other trace matches. False also where a question needs more summaries than are made for it. */
  readonly isAll: boolean;
}

/** The traces a question is about, found on the engine. */
export interface TraceMatches {
  newest(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<NewestMatches>;
  /**
   * The same where one search shows that no more than these can match; `undefined` elsewhere, which
   * says nothing of how many there are.
   */
  few(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<NewestMatches | undefined>;
  ids(question: TraceQuestion, limit: number, ask: SpanAsk): Promise<MatchingIds>;
  /**
   * The same question asked only of traces whose stored id ends in one of these texts of
   * hexadecimal digits: a part of all, where all are too many to look at.
   */
  idsEndingIn(
    question: TraceQuestion,
    endings: readonly string[],
    limit: number,
    ask: SpanAsk,
  ): Promise<MatchingIds>;
  /** How many match, about: as can be told without looking at each. */
  count(question: TraceQuestion, ask: SpanAsk): Promise<MatchCount>;
  /** About how many `count` will say, where that can be told before. */
  guess(question: TraceQuestion, ask: SpanAsk): number | undefined;
}

export interface MatchCount {
  readonly value: number;
  readonly relation: 'eq' | 'gte' | 'approx';
}
