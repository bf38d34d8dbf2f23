import { clip } from '../clip.ts';
import { labelOf } from '../pipeline/label.ts';
import { type PipelineTrace, spanAt } from '../pipeline/pipelineTrace.ts';
import { KEY_TRAIT, KEY_TRAITS, traitsOfKey } from '../pipeline/stageKeys.ts';
import type { Stage } from '../pipeline/stages.ts';
import type { Attributes, Span } from '../span/span.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { Finding } from './finding.ts';
import { spanIdsOf } from './spanIds.ts';

/**
 * The broker says it delivered the message to nobody: EMQX's `route.dropped.reason`,
 * or a PUBACK or PUBREC with reason code 0x10, "no matching subscribers". Told by
 * words only: a trace that merely ends at the broker is an orphan. A message that a
 * rule, a subscriber or a function got all the same was not dropped.
 */
export function findBrokerDrop({ trace }: DetectionInput): readonly Finding[] {
  let handled: Uint8Array | undefined;
  for (const stage of ['broker', 'device'] as const) {
    for (const row of trace.rowsOf[stage]) {
      const reason = dropReason(spanAt(trace, row));
      if (reason === undefined) continue;
      handled ??= handledElsewhere(trace);
      if (handled[row] !== 1) return [toFinding(trace, row, reason)];
    }
  }
  return [];
}

function toFinding(trace: PipelineTrace, row: number, reason: string): Finding {
  return {
    kind: 'broker-drop',
    severity: 'critical',
    spanIds: spanIdsOf(trace, [row]),
    stage: 'broker',
    evidence: { reason },
    thresholds: {},
    summary: `broker drop: ${reason.replaceAll('_', ' ')}`,
  };
}

const HANDLERS: ReadonlySet<Stage> = new Set(['subscriber', 'rule', 'function', 'db']);

/**
 * 1 for each row whose message somebody got: there is a run of spans of a handling
 * stage that the row does not come from. A gateway that consumes a device's message
 * and publishes it again stands above what it published and got nothing of it.
 */
function handledElsewhere(trace: PipelineTrace): Uint8Array {
  const runsAbove = new Uint32Array(trace.spans.length);
  let runCount = 0;
  for (const [row, stage] of trace.stages.entries()) {
    const above = trace.parent[row] ?? -1;
    const isRun = trace.entryOf[row] === row && HANDLERS.has(stage);
    if (isRun) runCount++;
    runsAbove[row] = (runsAbove[above] ?? 0) + (isRun ? 1 : 0);
  }
  return Uint8Array.from(runsAbove, (count) => (count < runCount ? 1 : 0));
}

function dropReason(span: Span): string | undefined {
  const said = dropReasonIn(span.attributes);
  if (said !== undefined) return said;
  for (const { attributes } of span.events) {
    const reason = dropReasonIn(attributes);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function dropReasonIn(attributes: Attributes): string | undefined {
  const routed = labelOf(attributes.get('route.dropped.reason'));
  if (routed !== undefined) return clip(routed, MAX_REASON_LENGTH);
  if ((KEY_TRAITS.in(attributes) & KEY_TRAIT.reason) === 0) return undefined;
  for (const key of attributes.keys()) {
    const isReason = (traitsOfKey(key) & KEY_TRAIT.reason) !== 0;
    if (isReason && NOBODY.test(labelOf(attributes.get(key)) ?? '')) return 'no_subscribers';
  }
  return undefined;
}

const MAX_REASON_LENGTH = 80;

/** The reason code as number, as hex, or in words; 16 means nothing else in MQTT. */
const NOBODY = /^(16|0x10|no[ _-]?matching[ _-]?subscribers?|no[ _-]?subscribers?)$/i;
