import { labelOf } from '../pipeline/label.ts';
import { isDangling, type PipelineTrace } from '../pipeline/pipelineTrace.ts';
import { missingStagesOf } from '../pipeline/routeOf.ts';
import { PATH_STAGES, STAGE_LABELS, type Stage } from '../pipeline/stages.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { EvidenceValue, Finding, OrphanWay } from './finding.ts';
import { headlessWays } from './orphanHead.ts';
import { isTailless } from './orphanTail.ts';
import { spanIdsOf } from './spanIds.ts';

/**
 * Half a message: a trace that begins after the message did, or that ends before
 * anybody took it.
 *
 *     O1  the consumer says the message came without context
 *     O3  the parent of where it begins was never exported
 *     O4  no device and no broker, although something came from them
 *     O2  the root is no stage a trace may begin at
 *     O5  device and broker only, and nothing after
 *
 * The first that holds, in this order, names the finding; the others are in
 * `evidence.ways`. All but O1 speak of what is missing and wait for a settled trace.
 */
export function findOrphan(input: DetectionInput): readonly Finding[] {
  const ways: OrphanWay[] = [...headlessWays(input)];
  if (isTailless(input)) ways.push('O5');
  const way = WAYS.find((candidate) => ways.includes(candidate));
  return way === undefined
    ? []
    : [
        toFinding(
          input,
          way,
          WAYS.filter((each) => ways.includes(each)),
        ),
      ];
}

const WAYS: readonly OrphanWay[] = ['O1', 'O3', 'O4', 'O2', 'O5'];

function toFinding(input: DetectionInput, way: OrphanWay, ways: readonly OrphanWay[]): Finding {
  const { trace } = input;
  const row = way === 'O5' ? lastHeadRow(trace) : firstRow(trace);
  const stage = way === 'O5' ? missingNext(input) : (trace.stages[row] ?? 'other');
  return {
    kind: 'orphan',
    severity: 'warning',
    spanIds: spanIdsOf(trace, [row]),
    stage,
    evidence: evidenceOf(input, row, ways),
    thresholds: {},
    summary: summaryOf(way, stage),
    orphanWay: way,
  };
}

function summaryOf(way: OrphanWay, stage: Stage): string {
  switch (way) {
    case 'O1':
      return 'orphan: message without context';
    case 'O2':
      return `orphan: begins at the ${STAGE_LABELS[stage]}`;
    case 'O3':
      return 'orphan: parent span missing';
    case 'O4':
      return 'orphan: no device or broker';
    case 'O5':
      return 'orphan: nobody took the message';
  }
}

function evidenceOf(
  { trace, device }: DetectionInput,
  row: number,
  ways: readonly OrphanWay[],
): Readonly<Record<string, EvidenceValue>> {
  const span = trace.spans[row];
  const protocol = span && labelOf(span.attributes.get('network.protocol.version'));
  const danglingParentId = isDangling(trace, row) ? span?.parentSpanId : undefined;
  return {
    ways,
    service: labelOf(span?.resource.service) ?? '',
    operation: labelOf(span?.operation) ?? '',
    ...(danglingParentId !== undefined && { danglingParentId }),
    ...(device.topicTemplate && { topicTemplate: device.topicTemplate.value }),
    ...(device.firmware && { firmware: device.firmware.value }),
    ...(protocol !== undefined && { protocolVersion: protocol }),
  };
}

/** The first span on the path, else the first of all. */
function firstRow(trace: PipelineTrace): number {
  return trace.stages.findIndex((stage) => stage !== 'other') ?? 0;
}

function lastHeadRow(trace: PipelineTrace): number {
  return trace.rowsOf.broker.at(-1) ?? trace.rowsOf.device.at(-1) ?? 0;
}

function missingNext({ trace, route }: DetectionInput): Stage {
  const seen = PATH_STAGES.filter((stage) => trace.rowsOf[stage].length > 0);
  const missing = route === undefined ? [] : missingStagesOf(route, seen);
  return missing.find((stage) => stage !== 'device') ?? 'subscriber';
}
