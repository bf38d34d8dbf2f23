import type { Hop } from '../pipeline/hops.ts';
import { type PipelineTrace, spanEndUs } from '../pipeline/pipelineTrace.ts';
import { STAGES, type Stage } from '../pipeline/stages.ts';
import type { Bottleneck, StageSummary } from './traceSummary.ts';

/** What took less than this share of a trace is not worth naming. */
const MIN_SHARE = 0.1;

/**
 * The gap or the stage's own work that took most of a trace, if it took a tenth.
 * Own work is the time in which a stage's spans waited for no child; two stages
 * that contain each other do not count one stretch twice.
 */
export function findBottleneck(
  trace: PipelineTrace,
  hops: readonly Hop[],
  stages: readonly StageSummary[],
): Bottleneck | undefined {
  const totalUs = trace.endUs - trace.startUs;
  let worstUs = Math.max(0, totalUs * MIN_SHARE);
  let worstHop: Hop | undefined;
  for (const hop of hops) {
    if (!isWorse(hop.gapUs, worstUs, worstHop)) continue;
    worstUs = hop.gapUs;
    worstHop = hop;
  }
  const ownUs = ownWorkUs(trace);
  let worstStage: StageSummary | undefined;
  for (const stage of stages) {
    // Parallel spans add up to more than the stage took.
    const durationUs = Math.min(ownUs[stage.stage], stage.durationUs);
    if (!isWorse(durationUs, worstUs, worstStage ?? worstHop)) continue;
    worstUs = durationUs;
    worstStage = stage;
  }
  if (worstStage !== undefined) {
    return { kind: 'stage', stage: worstStage.stage, durationUs: worstUs };
  }
  return (
    worstHop && {
      kind: 'gap',
      fromStage: worstHop.from,
      stage: worstHop.to,
      durationUs: worstUs,
    }
  );
}

function isWorse(durationUs: number, worstUs: number, worst: Hop | StageSummary | undefined) {
  return durationUs > worstUs || (worst === undefined && durationUs === worstUs && durationUs > 0);
}

/** Microseconds in which each stage's spans were running and none of their children was. */
function ownWorkUs(trace: PipelineTrace): Readonly<Record<Stage, number>> {
  const { spans, parent } = trace;
  const ownUs = { device: 0, broker: 0, subscriber: 0, rule: 0, function: 0, db: 0, other: 0 };
  // Children of one parent stand in the order of their starts, so one sweep a parent is enough.
  const coveredToUs = spans.map(({ startUs }) => startUs);
  for (let row = 0; row < spans.length; row++) {
    const span = spans[row];
    const stage = trace.stages[row];
    if (span === undefined || stage === undefined) continue;
    ownUs[stage] += spanEndUs(span) - span.startUs;

    const above = parent[row] ?? -1;
    const parentSpan = spans[above];
    const parentStage = trace.stages[above];
    if (parentSpan === undefined || parentStage === undefined) continue;
    const fromUs = Math.max(span.startUs, coveredToUs[above] ?? 0);
    const toUs = Math.min(spanEndUs(span), spanEndUs(parentSpan));
    if (toUs <= fromUs) continue;
    coveredToUs[above] = toUs;
    ownUs[parentStage] -= toUs - fromUs;
  }
  for (const stage of STAGES) ownUs[stage] = Math.max(0, ownUs[stage]);
  return ownUs;
}
