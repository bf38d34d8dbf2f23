import { qosOf } from '../pipeline/message.ts';
import { type PipelineTrace, spanAt, spansIn } from '../pipeline/pipelineTrace.ts';
import { STAGE_EVIDENCES } from '../pipeline/stageEvidence.ts';
import { isNatsSystem } from '../pipeline/stageEvidenceOf.ts';
import type { Span } from '../span/span.ts';
import { briefDuration } from '../time/briefDuration.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { Finding } from './finding.ts';
import { spanIdsOf } from './spanIds.ts';

/**
 * A device's publish that was over at once because nothing was awaited (QoS 0, or
 * none told and no acknowledgement seen): its duration says nothing about the way
 * to the broker.
 */
export function findQos0Instant({ trace, context }: DetectionInput): readonly Finding[] {
  const { instantPublishUs } = context.thresholds;
  const rows = trace.rowsOf.device.filter((row) => isInstant(trace, row, instantPublishUs));
  const [firstRow] = rows;
  if (firstRow === undefined) return [];
  const first = spanAt(trace, firstRow);
  const durationUs = Math.max(0, first.durationUs);
  const qos = qosOf(first.attributes);
  return [
    {
      kind: 'qos0-instant',
      severity: 'info',
      spanIds: spanIdsOf(trace, rows),
      stage: 'device',
      evidence: { durationUs, ...(qos !== undefined && { qos }) },
      thresholds: { instantPublishUs },
      summary: `QoS 0 publish ${briefDuration(durationUs)}`,
    },
  ];
}

const PUBLISH = STAGE_EVIDENCES.indexOf('publish');

function isInstant(trace: PipelineTrace, row: number, instantPublishUs: number): boolean {
  const span = spanAt(trace, row);
  if (trace.evidence[row] !== PUBLISH || span.durationUs >= instantPublishUs) return false;
  const qos = qosOf(span.attributes);
  if (qos !== undefined) return qos === 0;
  return speaksMqtt(span) && !isAcknowledged(trace, span);
}

/** NATS has no quality of service to be zero. */
function speaksMqtt({ attributes }: Span): boolean {
  const system = attributes.get('messaging.system');
  return typeof system !== 'string' || !isNatsSystem(system);
}

/** Only QoS 1 and 2 number their packets and are answered. */
function isAcknowledged(trace: PipelineTrace, span: Span): boolean {
  return (
    span.attributes.has('mqtt.packet_id') ||
    span.attributes.has('messaging.mqtt.packet_id') ||
    span.events.some(({ name }) => ACKNOWLEDGED.test(name)) ||
    spansIn(trace, 'broker').some(({ operation }) => ACKNOWLEDGED.test(operation))
  );
}

const ACKNOWLEDGED = /pub(ack|rec|comp)|acknowledg|\back(ed)?\b/i;
