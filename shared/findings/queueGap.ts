import { clip } from '../clip.ts';
import type { Hop } from '../pipeline/hops.ts';
import { MAX_LABEL_LENGTH } from '../pipeline/label.ts';
import { deliveryDelayUs, isRetained, qosOf } from '../pipeline/message.ts';
import {
  type PipelineTrace,
  spanAt,
  spanEndUs,
  spansIn,
  traceShare,
} from '../pipeline/pipelineTrace.ts';
import { attributeNumber } from '../span/attributes.ts';
import type { Span } from '../span/span.ts';
import { briefDuration } from '../time/briefDuration.ts';
import { isInitGap } from './coldStart.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { EvidenceValue, Finding } from './finding.ts';
import { spanIdsOf } from './spanIds.ts';

/**
 * A message waited between two stages for longer than the threshold. No queue is
 * what a cold function explains, a retained message that lay until somebody
 * subscribed, the time a sender asked the broker to hold it (`$delayed/`), or a
 * function that runs by the clock. A broker that acknowledged a message before it
 * received it does not exist either: the device's clock is slow.
 */
export function findQueueGaps(input: DetectionInput): readonly Finding[] {
  const { trace, hops, context } = input;
  const { queueGapWarnUs, queueGapCriticalUs } = context.thresholds;
  const findings: Finding[] = [];
  for (const hop of hops) {
    if (hop.gapUs <= queueGapWarnUs) continue;
    const gapUs = hop.gapUs - requestedDelayUs(trace, hop);
    if (gapUs <= queueGapWarnUs || isExplained(trace, hop)) continue;
    findings.push({
      kind: 'queue-gap',
      severity: gapUs > queueGapCriticalUs ? 'critical' : 'warning',
      spanIds: spanIdsOf(trace, [hop.fromRow, hop.toRow]),
      stage: hop.to,
      evidence: evidenceOf(input, hop, gapUs),
      thresholds: { queueGapWarnUs, queueGapCriticalUs },
      summary: `queue gap ${briefDuration(gapUs)}`,
    });
  }
  return findings;
}

function isExplained(trace: PipelineTrace, hop: Hop): boolean {
  const { attributes } = spanAt(trace, hop.toRow);
  if (isInitGap(trace, hop) || isClockBehind(trace, hop)) return true;
  if (leavesBroker(hop) && isRetained(attributes)) return true;
  return hop.to === 'function' && attributes.get('faas.trigger') === 'timer';
}

/** From what sends the message to what receives it; between the two the broker may hold it back. */
function leavesBroker({ from, to }: Hop): boolean {
  return (from === 'device' || from === 'broker') && to !== 'broker';
}

/** From QoS 1 on, a publish ends when the broker has acknowledged; only the broker's own receipt counts, not a bridge's. */
function isClockBehind(trace: PipelineTrace, { from, to, fromRow, toRow }: Hop): boolean {
  if (from !== 'device' || to !== 'broker') return false;
  const qos = qosOf(spanAt(trace, fromRow).attributes) ?? 0;
  return qos >= 1 && RECEIPT.test(spanAt(trace, toRow).operation);
}

const RECEIPT = /^(client\.publish|process_message)$|\binbound publish\b/i;

/** Held back on the sender's request, on the way out of the broker. */
function requestedDelayUs(trace: PipelineTrace, hop: Hop): number {
  if (!leavesBroker(hop)) return 0;
  let delayUs = 0;
  for (const { attributes } of [...spansIn(trace, 'device'), ...spansIn(trace, 'broker')]) {
    delayUs = Math.max(delayUs, deliveryDelayUs(attributes));
  }
  return delayUs;
}

function evidenceOf(
  { trace, device }: DetectionInput,
  hop: Hop,
  gapUs: number,
): Readonly<Record<string, EvidenceValue>> {
  const from = spanAt(trace, hop.fromRow);
  const to = spanAt(trace, hop.toRow);
  const qos = qosOf(from.attributes);
  const batchSize = to.links.length;
  return {
    fromStage: hop.from,
    toStage: hop.to,
    fromService: clip(from.resource.service, MAX_LABEL_LENGTH),
    toService: clip(to.resource.service, MAX_LABEL_LENGTH),
    gapUs,
    traceShareRatio: traceShare(trace, gapUs),
    ...(qos !== undefined && { qos }),
    ...(device.topicTemplate && { topicTemplate: device.topicTemplate.value }),
    ...(batchSize > 1 && { batchSize }),
    ...sharesOf(trace, hop, gapUs),
  };
}

/**
 * How much of the wait was the broker's and how much the receiver's, where the
 * broker says so: by `mqtt.delivery_latency_ms` (from receipt to delivery) or by
 * the span of the delivery itself.
 */
function sharesOf(
  trace: PipelineTrace,
  hop: Hop,
  gapUs: number,
): { readonly brokerShareUs?: number; readonly receiverShareUs?: number } {
  if (!leavesBroker(hop)) return {};
  let deliveredUs = Number.NEGATIVE_INFINITY;
  for (const span of spansIn(trace, 'broker')) {
    deliveredUs = Math.max(deliveredUs, deliveryUs(span) ?? deliveredUs);
  }
  if (!Number.isFinite(deliveredUs)) return {};
  const { startUs } = spanAt(trace, hop.toRow);
  const receiverShareUs = Math.min(gapUs, Math.max(0, startUs - deliveredUs));
  return { brokerShareUs: gapUs - receiverShareUs, receiverShareUs };
}

/** When the broker handed the message over, if the span tells. */
function deliveryUs(span: Span): number | undefined {
  const latencyMs = attributeNumber(span.attributes.get('mqtt.delivery_latency_ms'));
  if (latencyMs !== undefined) return span.startUs + latencyMs * 1_000;
  return DELIVERY.test(span.operation) ? spanEndUs(span) : undefined;
}

const DELIVERY = /^(broker\.publish|message\.deliver|send_published_message)$/;
