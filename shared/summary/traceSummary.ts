import type { Finding } from '../findings/finding.ts';
import type { Stage } from '../pipeline/stages.ts';

/**
 * The small, flat answer to "what happened to this reading": made by
 * `summarizeTrace` and nothing else. Serialises to JSON as it stands.
 */
export interface TraceSummary {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** Epoch microseconds of the earliest span start. */
  readonly startUs: number;
  /** From the earliest start to the latest end; never negative. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Distinct, in order of first start, at most 20. */
  readonly services: readonly string[];
  readonly rootService: string;
  readonly rootOperation: string;
  /** Name of the route, absent when no stage of any route was seen. */
  readonly route?: string;
  readonly deviceId?: string;
  readonly firmware?: string;
  readonly topicTemplate?: string;
  readonly broker?: string;
  readonly ruleName?: string;
  readonly functionName?: string;
  readonly dbSystem?: string;
  readonly dbStatus?: 'success' | 'error';
  /** Class of the first error in path order (`error.type`, `exception.type`, SQLSTATE), or `error`. */
  readonly errorClass?: string;
  /** The furthest stage in path order; absent when only `other` was seen. */
  readonly lastStage?: Stage;
  /** Every stage the route expects was seen, or the trace ended early for a stated reason. */
  readonly isComplete: boolean;
  /** Old enough that no more spans are expected. */
  readonly isSettled: boolean;
  /** One entry a stage seen, in path order, `other` last. */
  readonly stages: readonly StageSummary[];
  /** Stages the route expects that were not seen and may not be dark, in path order. */
  readonly missingStages: readonly Stage[];
  /** What took most of the time; absent when nothing took at least a tenth of it. */
  readonly bottleneck?: Bottleneck;
  readonly findings: readonly Finding[];
  /** Which rule gave each identity: `deviceId: 'span device.id'`. Keys: deviceId, firmware, topicTemplate. */
  readonly identityRules: Readonly<Record<string, string>>;
  /** Version of the rules that made this summary; a store re-makes older ones. */
  readonly rulesVersion: number;
}

export interface StageSummary {
  readonly stage: Stage;
  /** Service of the stage's first span. */
  readonly service: string;
  /** Microseconds from the trace's start to the stage's first start. */
  readonly startOffsetUs: number;
  /** From the stage's first start to its last end; never negative. */
  readonly durationUs: number;
  /** Waiting between the end of the stage before it on the causal path and this start; 0 for the first. */
  readonly gapBeforeUs: number;
  readonly hasError: boolean;
  readonly spanCount: number;
}

export type Bottleneck =
  | {
      readonly kind: 'gap';
      readonly fromStage: Stage;
      readonly stage: Stage;
      readonly durationUs: number;
    }
  | { readonly kind: 'stage'; readonly stage: Stage; readonly durationUs: number };

/** Raised whenever a change of rules could change a stored summary. */
export const RULES_VERSION = 2;
