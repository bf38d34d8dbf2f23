import type { Thresholds } from '../findings/thresholds.ts';
import type { Route } from '../pipeline/routes.ts';

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
}
