import type { Hop } from '../pipeline/hops.ts';
import { type PipelineTrace, spanAt, spanEndUs } from '../pipeline/pipelineTrace.ts';
import { STAGES, stageOrder } from '../pipeline/stages.ts';
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
    const durationUs = Math.min(ownUs[stageOrder(stage.stage)] ?? 0, stage.durationUs);
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

/** Of each stage, in order: the microseconds in which its spans were running and none of their children was. */
function ownWorkUs(trace: PipelineTrace): Float64Array {
  const { spans, parent, stageCodes } = trace;
  const ownUs = new Float64Array(STAGES.length);
  // Children of one parent stand in the order of their starts, so one sweep a parent is enough.
  const coveredToUs = new Float64Array(spans.length);
  for (let row = 0; row < spans.length; row++) {
    const span = spanAt(trace, row);
    coveredToUs[row] = span.startUs;
    add(ownUs, stageCodes[row] ?? 0, spanEndUs(span) - span.startUs);

    const above = parent[row] ?? -1;
    if (above === -1) continue;
    const fromUs = Math.max(span.startUs, coveredToUs[above] ?? 0);
    const toUs = Math.min(spanEndUs(span), spanEndUs(spanAt(trace, above)));
    if (toUs <= fromUs) continue;
    coveredToUs[above] = toUs;
    add(ownUs, stageCodes[above] ?? 0, fromUs - toUs);
  }
  return ownUs;
}

function add(sums: Float64Array, at: number, us: number): void {
  sums[at] = (sums[at] ?? 0) + us;
}
