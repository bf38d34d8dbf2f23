import type { Hop } from '../pipeline/hops.ts';
import { functionNameOf } from '../pipeline/identity.ts';
import { labelOf } from '../pipeline/label.ts';
import { type PipelineTrace, spanAt, spanEndUs, traceShare } from '../pipeline/pipelineTrace.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { Span } from '../span/span.ts';
import { briefDuration } from '../time/briefDuration.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { EvidenceValue, Finding } from './finding.ts';
import { spanIdsOf } from './spanIds.ts';

/**
 * A function says it started cold. Initialisation mostly runs before the handler's
 * span begins, so the gap before a cold function is part of its cost and no queue.
 *
 *     rule       ▬▬
 *     function     ··········▬▬▬▬▬▬▬  cold_start=true
 *                  initGapUs  durationUs
 *
 * One finding a trace, with the numbers of the costliest cold function.
 */
export function findColdStart({ trace, hops, context }: DetectionInput): readonly Finding[] {
  const rows = coldRows(trace);
  if (rows.length === 0) return [];
  const [worst] = rows
    .map((row) => measureColdStart(trace, row, hops))
    .sort((a, b) => b.costUs - a.costUs);
  if (worst === undefined) return [];
  const { coldStartWarnUs } = context.thresholds;
  return [
    {
      kind: 'cold-start',
      severity: worst.costUs > coldStartWarnUs ? 'warning' : 'info',
      spanIds: spanIdsOf(trace, rows),
      stage: 'function',
      evidence: evidenceOf(trace, worst, rows.length),
      thresholds: { coldStartWarnUs },
      summary: `cold start ${briefDuration(worst.costUs)}`,
    },
  ];
}

/** The gap of this hop is a cold function's initialisation. */
export function isInitGap(trace: PipelineTrace, hop: Hop): boolean {
  return coldRows(trace).some((row) => trace.entryOf[row] === hop.toRow);
}

/** Any of these says of a function that it started cold. */
export const COLD_START_KEYS = [
  'faas.coldstart',
  'function.cold_start',
  'cold_start',
  'aws.lambda.cold_start',
  'functions.cold_start',
] as const;
const COLD_START = new SoughtKeys(COLD_START_KEYS);

/** The flag is sent with every invocation, mostly false: only its value tells. */
function coldRows(trace: PipelineTrace): readonly number[] {
  return trace.rowsOf.function.filter((row) => COLD_START.areTrueIn(spanAt(trace, row).attributes));
}

interface ColdStart {
  readonly span: Span;
  readonly durationUs: number;
  readonly initGapUs: number;
  readonly costUs: number;
}

function measureColdStart(trace: PipelineTrace, row: number, hops: readonly Hop[]): ColdStart {
  const span = spanAt(trace, row);
  const durationUs = spanEndUs(span) - span.startUs;
  const initGapUs = hops.find(({ toRow }) => toRow === trace.entryOf[row])?.gapUs ?? 0;
  return { span, durationUs, initGapUs, costUs: durationUs + initGapUs };
}

function evidenceOf(
  trace: PipelineTrace,
  { span, durationUs, initGapUs, costUs }: ColdStart,
  coldSpanCount: number,
): Readonly<Record<string, EvidenceValue>> {
  const instance =
    labelOf(span.attributes.get('faas.instance')) ??
    labelOf(span.resource.attributes.get('faas.instance'));
  return {
    functionName: functionNameOf(span),
    durationUs,
    initGapUs,
    traceShareRatio: traceShare(trace, costUs),
    ...(coldSpanCount > 1 && { coldSpanCount }),
    ...(instance !== undefined && { instance }),
  };
}
