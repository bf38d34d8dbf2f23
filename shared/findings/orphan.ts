import { clip } from '../clip.ts';
import { labelOf, MAX_LABEL_LENGTH } from '../pipeline/label.ts';
import { type PipelineTrace, spanAt } from '../pipeline/pipelineTrace.ts';
import { missingStagesOf } from '../pipeline/routeOf.ts';
import { nameStage, type Stage } from '../pipeline/stages.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { EvidenceValue, Finding, OrphanWay } from './finding.ts';
import { type Headless, headlessWays } from './orphanHead.ts';
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
  const headless = headlessWays(input);
  const isTailMissing = isTailless(input);
  if (headless.length === 0 && !isTailMissing) return [];
  const found = [...headless];
  if (isTailMissing) found.push({ way: 'O5', row: lastHeadRow(input.trace) });
  for (const way of WAYS) {
    const named = found.find((candidate) => candidate.way === way);
    if (named === undefined) continue;
    const ways = WAYS.filter((each) => found.some((candidate) => candidate.way === each));
    return [toFinding(input, named, ways)];
  }
  return [];
}

const WAYS: readonly OrphanWay[] = ['O1', 'O3', 'O4', 'O2', 'O5'];

function toFinding(input: DetectionInput, orphan: Headless, ways: readonly OrphanWay[]): Finding {
  const { way, row } = orphan;
  const stage = way === 'O5' ? missingNext(input) : (input.trace.stages[row] ?? 'other');
  return {
    kind: 'orphan',
    severity: 'warning',
    spanIds: spanIdsOf(input.trace, [row]),
    stage,
    evidence: evidenceOf(input, orphan, ways),
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
      return `orphan: begins at ${nameStage(stage)}`;
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
  { row, danglingParentId }: Headless,
  ways: readonly OrphanWay[],
): Readonly<Record<string, EvidenceValue>> {
  const { resource, operation, attributes } = spanAt(trace, row);
  const protocolVersion = labelOf(attributes.get('network.protocol.version'));
  return {
    ways,
    service: clip(resource.service, MAX_LABEL_LENGTH),
    operation: clip(operation, MAX_LABEL_LENGTH),
    ...(danglingParentId !== undefined && { danglingParentId }),
    ...(device.topicTemplate && { topicTemplate: device.topicTemplate.value }),
    ...(device.firmware && { firmware: device.firmware.value }),
    ...(protocolVersion !== undefined && { protocolVersion }),
  };
}

function lastHeadRow(trace: PipelineTrace): number {
  return trace.rowsOf.broker.at(-1) ?? trace.rowsOf.device.at(-1) ?? 0;
}

function missingNext({ trace, route }: DetectionInput): Stage {
  const { seen } = trace;
  const missing = route === undefined ? [] : missingStagesOf(route, seen);
  return missing.find((stage) => stage !== 'device') ?? 'subscriber';
}
