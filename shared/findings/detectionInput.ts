import type { DeviceIdentity } from '../pipeline/deviceIdentity.ts';
import type { Hop } from '../pipeline/hops.ts';
import type { PipelineNames } from '../pipeline/identity.ts';
import type { PipelineTrace } from '../pipeline/pipelineTrace.ts';
import type { Route } from '../pipeline/routes.ts';
import type { SummaryContext } from '../summary/summaryContext.ts';

/** Everything a detector may look at. */
export interface DetectionInput {
  readonly trace: PipelineTrace;
  readonly hops: readonly Hop[];
  /** Absent when nothing says that the trace carries a device's message. */
  readonly route: Route | undefined;
  readonly device: DeviceIdentity;
  readonly names: PipelineNames;
  readonly context: SummaryContext;
}
