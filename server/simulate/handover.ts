import type { AttributeRecord } from './attributesOf.ts';
import { type Expectations, QUEUE_GAP_US } from './expectations.ts';
import type { Scene } from './scene.ts';
import type { SpanContext, TraceDraft } from './traceDraft.ts';

/** Where the next stage takes over. */
export interface Handover {
  readonly trace: TraceDraft;
  readonly parent: SpanContext | undefined;
  readonly links?: readonly SpanContext[];
  /** When there is something to take over. */
  readonly readyUs: number;
  /** End of the stage before as its spans show it; absent when this trace shows none. */
  readonly seenUntilUs: number | undefined;
  /** Marks the first span of a consumer that found no context. */
  readonly isContextMissing?: boolean;
}

/** Says that a stage started, and so whether the message waited before it. */
export function noteWaiting(handover: Handover, startUs: number, expectations: Expectations): void {
  if (handover.seenUntilUs === undefined) return;
  if (startUs - handover.seenUntilUs > QUEUE_GAP_US) expectations.expect('queue-gap');
}

/** The flag of a consumer that found no context, as a boolean or as text. */
export function missingContext(
  { random }: Scene,
  isContextMissing: boolean | undefined,
): AttributeRecord {
  if (isContextMissing !== true) return {};
  return { 'mqtt.missing_context': random.chance(0.7) ? true : 'true' };
}
