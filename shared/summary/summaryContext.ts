import { DEFAULT_THRESHOLDS, type Thresholds } from '../findings/thresholds.ts';
import type { IdentityRules } from '../pipeline/deviceIdentity.ts';
import type { SpanReader } from '../pipeline/pipelineTrace.ts';
import { DEFAULT_ROUTES, type Route } from '../pipeline/routes.ts';
import type { StageRules } from '../pipeline/stageEvidenceOf.ts';

/** Everything about the world that `summarizeTrace` may know besides the spans. */
export interface SummaryContext {
  /** Epoch microseconds. */
  readonly nowUs: number;
  /** No more spans are expected; findings about missing things need it. */
  readonly isSettled: boolean;
  readonly thresholds: Thresholds;
  readonly routes: readonly Route[];
  /** Trace ids whose span links point at a span of this trace. */
  readonly linkedFrom?: readonly string[];
  /** What an operator says about stages and names that spans do not say themselves. */
  readonly stageRules?: StageRules;
  readonly identityRules?: IdentityRules;
  /** Where the caller knows already what each span says of itself by these rules. */
  readonly saysOf?: SpanReader;
}

/** A context with the default thresholds and routes. */
export function defaultContext(nowUs: number, isSettled: boolean): SummaryContext {
  return { nowUs, isSettled, thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES };
}
