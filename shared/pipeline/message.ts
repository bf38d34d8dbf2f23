import { attributeNumber, attributeText } from '../span/attributes.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { Attributes, AttributeValue } from '../span/span.ts';
import { labelOf } from './label.ts';
import { TOPIC } from './topicTemplate.ts';

/** The quality of service a span states, 0 to 2; `undefined` when it states none. */
export function qosOf(attributes: Attributes): number | undefined {
  return QOS.first(attributes, attributeNumber);
}

const QOS = new SoughtKeys(['mqtt.qos', 'message.qos', 'messaging.mqtt.qos', 'mqtt.message.qos']);

/** The id that stays with a message from hop to hop. */
export function messageIdOf(attributes: Attributes): string | undefined {
  return MESSAGE_ID.first(attributes, textOrNothing);
}

const MESSAGE_ID = new SoughtKeys(['messaging.message.id', 'message.msgid', 'mqtt.message_id']);

const textOrNothing = (value: AttributeValue): string | undefined =>
  attributeText(value) || undefined;

/** Delivered from the broker's store on subscribing, not when it was published. */
export function isRetained(attributes: Attributes): boolean {
  return RETAIN.areTrueIn(attributes);
}

const RETAIN = new SoughtKeys([
  'mqtt.retain',
  'mqtt.retained',
  'mqtt.message.retained',
  'messaging.mqtt.retain',
  'messaging.mqtt.retained',
  'message.retain',
]);

/** How long the sender asked the broker to hold the message back: EMQX's `$delayed/{seconds}/topic`. */
export function deliveryDelayUs(attributes: Attributes): number {
  return TOPIC.first(attributes, delayInTopic) ?? 0;
}

function delayInTopic(topic: AttributeValue): number | undefined {
  const seconds = /^\$delayed\/(\d{1,8})\//.exec(labelOf(topic) ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000_000;
}

/** The sender's DUP flag: this is not the first time the message is delivered. */
export function isRedelivery(attributes: Attributes): boolean {
  return DUP.areTrueIn(attributes);
}

const DUP = new SoughtKeys(['mqtt.dup', 'messaging.mqtt.dup', 'message.dup', 'mqtt.message.dup']);
