import type { Hop } from '../pipeline/hops.ts';
import { labelOf } from '../pipeline/label.ts';
import { deliveryDelayUs, isRetained, qosOf } from '../pipeline/message.ts';
import { type PipelineTrace, spanEndUs } from '../pipeline/pipelineTrace.ts';
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
  const to = trace.spans[hop.toRow];
  if (to === undefined || isInitGap(trace, hop) || isClockBehind(trace, hop)) return true;
  const isReceiving = hop.from === 'device' || hop.from === 'broker';
  if (isReceiving && hop.to !== 'broker' && isRetained(to.attributes)) return true;
  return hop.to === 'function' && labelOf(to.attributes.get('faas.trigger')) === 'timer';
}

/** From QoS 1 on, a publish ends when the broker has acknowledged; only the broker's own receipt counts, not a bridge's. */
function isClockBehind(trace: PipelineTrace, hop: Hop): boolean {
  if (hop.from !== 'device' || hop.to !== 'broker') return false;
  const from = trace.spans[hop.fromRow];
  const isAcknowledged = from !== undefined && (qosOf(from.attributes) ?? 0) >= 1;
  return isAcknowledged && RECEIPT.test(trace.spans[hop.toRow]?.operation ?? '');
}

const RECEIPT = /^(client\.publish|process_message)$|\binbound publish\b/i;

/** Held back on the sender's request, on the way out of the broker. */
function requestedDelayUs(trace: PipelineTrace, hop: Hop): number {
  if (hop.to === 'broker') return 0;
  let delayUs = 0;
  for (const stage of ['device', 'broker'] as const) {
    for (const row of trace.rowsOf[stage]) {
      const span = trace.spans[row];
      if (span !== undefined) delayUs = Math.max(delayUs, deliveryDelayUs(span.attributes));
    }
  }
  return hop.from === 'device' || hop.from === 'broker' ? delayUs : 0;
}

function evidenceOf(
  { trace, device }: DetectionInput,
  hop: Hop,
  gapUs: number,
): Readonly<Record<string, EvidenceValue>> {
  const from = trace.spans[hop.fromRow];
  const to = trace.spans[hop.toRow];
  const totalUs = trace.endUs - trace.startUs;
  const qos = from && qosOf(from.attributes);
  const batchSize = to?.links.length ?? 0;
  return {
    fromStage: hop.from,
    toStage: hop.to,
    fromService: labelOf(from?.resource.service) ?? '',
    toService: labelOf(to?.resource.service) ?? '',
    gapUs,
    traceShareRatio: totalUs > 0 ? Math.min(1, gapUs / totalUs) : 1,
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
  if (hop.from !== 'broker' && hop.from !== 'device') return {};
  const to = trace.spans[hop.toRow];
  if (to === undefined) return {};
  let deliveredUs: number | undefined;
  for (const row of trace.rowsOf.broker) {
    const span = trace.spans[row];
    const atUs = span && deliveryUs(span);
    if (atUs !== undefined) deliveredUs = Math.max(deliveredUs ?? atUs, atUs);
  }
  if (deliveredUs === undefined) return {};
  const receiverShareUs = Math.min(gapUs, Math.max(0, to.startUs - deliveredUs));
  return { brokerShareUs: gapUs - receiverShareUs, receiverShareUs };
}

/** When the broker handed the message over, if the span tells. */
function deliveryUs(span: Span): number | undefined {
  const latencyMs = attributeNumber(span.attributes.get('mqtt.delivery_latency_ms'));
  if (latencyMs !== undefined) return span.startUs + latencyMs * 1_000;
  return DELIVERY.test(span.operation) ? spanEndUs(span) : undefined;
}

const DELIVERY = /^(broker\.publish|message\.deliver|send_published_message)$/;
