import type { SummaryRules } from '../../makeSummary.ts';
import type { SpanBlock } from './spanBlock.ts';
import type { SummaryBlock } from './summaryBlock.ts';

/** What the thread is told when it starts. */
export interface ThreadData {
  readonly rules: SummaryRules;
  readonly settleDelayUs: number;
}

/** Traces of one slice to be summarised. */
export interface SummaryRequest {
  readonly traces: readonly RequestedTrace[];
  /** Epoch microseconds. */
  readonly nowUs: number;
}

export interface RequestedTrace {
  readonly tno: number;
  readonly traceId: string;
  /** Without all of them it is not summarised. */
  readonly spanCount: number;
  readonly arrivedUs: number;
  readonly linkedFrom: readonly string[];
}

export interface SummaryAnswer {
  /** A row for each requested trace that is not missing, in their order. */
  readonly block: SummaryBlock;
  /** Numbers of the traces whose spans are not all held. */
  readonly missing: ReadonlySet<number>;
}

export type ToThread =
  | { readonly kind: 'hold'; readonly block: SpanBlock }
  | { readonly kind: 'let go'; readonly tnos: readonly number[] }
  | { readonly kind: 'summarize'; readonly request: SummaryRequest };
