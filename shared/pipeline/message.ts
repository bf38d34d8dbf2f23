import { attributeNumber, isTrue, textOf } from '../span/attributes.ts';
import type { Attributes } from '../span/span.ts';
import { labelOf } from './label.ts';
import { TOPIC_KEYS } from './topicTemplate.ts';

/** The quality of service a span states, 0 to 2; `undefined` when it states none. */
export function qosOf(attributes: Attributes): number | undefined {
  for (const key of QOS_KEYS) {
    const qos = attributeNumber(attributes.get(key));
    if (qos !== undefined) return qos;
  }
  return undefined;
}

const QOS_KEYS = ['mqtt.qos', 'message.qos', 'messaging.mqtt.qos', 'mqtt.message.qos'] as const;

/** The id that stays with a message from hop to hop. */
export function messageIdOf(attributes: Attributes): string | undefined {
  for (const key of MESSAGE_ID_KEYS) {
    const id = textOf(attributes, key);
    if (id !== undefined) return id;
  }
  return undefined;
}

const MESSAGE_ID_KEYS = ['messaging.message.id', 'message.msgid', 'mqtt.message_id'] as const;

/** Delivered from the broker's store on subscribing, not when it was published. */
export function isRetained(attributes: Attributes): boolean {
  return RETAIN_KEYS.some((key) => isTrue(attributes.get(key)));
}

const RETAIN_KEYS = [
  'mqtt.retain',
  'mqtt.retained',
  'mqtt.message.retained',
  'messaging.mqtt.retain',
  'messaging.mqtt.retained',
  'message.retain',
] as const;

/** How long the sender asked the broker to hold the message back: EMQX's `$delayed/{seconds}/topic`. */
export function deliveryDelayUs(attributes: Attributes): number {
  for (const key of TOPIC_KEYS) {
    const seconds = /^\$delayed\/(\d{1,8})\//.exec(labelOf(attributes.get(key)) ?? '')?.[1];
    if (seconds !== undefined) return Number(seconds) * 1_000_000;
  }
  return 0;
}

/** The sender's DUP flag: this is not the first time the message is delivered. */
export function isRedelivery(attributes: Attributes): boolean {
  return DUP_KEYS.some((key) => isTrue(attributes.get(key)));
}

const DUP_KEYS = ['mqtt.dup', 'messaging.mqtt.dup', 'message.dup', 'mqtt.message.dup'] as const;
