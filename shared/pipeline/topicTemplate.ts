import { SoughtKeys } from '../span/soughtKeys.ts';
import type { Attributes, AttributeValue } from '../span/span.ts';
import { labelOf } from './label.ts';

/** A shape of topic that names its device. */
export interface TopicPattern {
  /** Shown as the rule that gave the device: `devices/{device}`. */
  readonly name: string;
  /** The first group is the device. */
  readonly expression: RegExp;
}

/** What stands where a device would and is none: `sensors/temperature/7`. */
const NO_DEVICE =
  '(?!(?:telemetry|temperature|humidity|pressure|data|state|status|events?|metrics|commands?|cmd|config|all|up|down)(?:[/.]|$))';
const DEVICES = 'devices?|sensors?|things?|meters?|trackers?';
const CARRIERS = 'nodes?|machines?|gateways?';

/** Shapes known without configuration, most specific first. */
export const DEFAULT_TOPIC_PATTERNS: readonly TopicPattern[] = [
  {
    name: 'sparkplug {device}',
    expression: /^spBv1\.0\/[^/]+\/D(?:BIRTH|DATA|CMD|DEATH)\/[^/]+\/([^/]+)$/,
  },
  { name: 'sparkplug {node}', expression: /^spBv1\.0\/[^/]+\/N(?:BIRTH|DATA|CMD|DEATH)\/([^/]+)$/ },
  {
    name: 'devices/{device}',
    expression: new RegExp(`(?:^|/)(?:${DEVICES})/${NO_DEVICE}([^/+#]+)(?:/|$)`, 'i'),
  },
  {
    name: 'gateways/{device}',
    expression: new RegExp(`(?:^|/)(?:${CARRIERS})/${NO_DEVICE}([^/+#]+)(?:/|$)`, 'i'),
  },
  { name: 'telemetry.metrics.{device}', expression: /^telemetry\.metrics\.([^./*>]+)$/ },
  {
    name: 'devices.{device}',
    expression: new RegExp(
      `^(?:[^/]+\\.)?(?:${DEVICES}|${CARRIERS})\\.${NO_DEVICE}([^./*>]+)(?:\\.|$)`,
      'i',
    ),
  },
];

/** The topic a span is about, without the broker's `$share` and `$delayed` prefixes. */
export function topicOf(attributes: Attributes): string | undefined {
  return TOPIC.first(attributes, messageTopic);
}

function messageTopic(value: AttributeValue): string | undefined {
  const topic = labelOf(value);
  if (topic === undefined || PLUMBING.test(topic)) return undefined;
  return topic.startsWith('$') ? topic.replace(BROKER_PREFIX, '') : topic;
}

/** A span's attributes that hold a topic or subject, in the order they are believed. */
export const TOPIC_KEYS = [
  'mqtt.topic',
  'messaging.destination.name',
  'message.topic',
  'messaging.destination',
  'messaging.destination_publish.name',
  'messaging.source',
  'topic',
  'messaging.destination.template',
] as const;
export const TOPIC = new SoughtKeys(TOPIC_KEYS);

const PLUMBING = /^(\$JS\.|_INBOX\.)/;
const BROKER_PREFIX = /^\$(share\/[^/]+|delayed\/\d+|queue)\//;

/** The device a topic names, with the pattern that says so. */
export function deviceInTopic(
  topic: string,
  patterns: readonly TopicPattern[],
): { readonly deviceId: string; readonly pattern: string } | undefined {
  for (const { name, expression } of patterns) {
    const deviceId = expression.exec(topic)?.[1];
    if (deviceId !== undefined && deviceId !== '') return { deviceId, pattern: name };
  }
  return undefined;
}

/**
 * A topic with what differs from message to message taken out, so that a fleet
 * has a handful of them.
 *
 *     devices/sensor-0042/telemetry    → devices/{device}/telemetry
 *     site/8801442/line/3/state        → site/{n}/line/3/state
 *     telemetry.metrics.sensor-001     → telemetry.metrics.{device}
 *
 * @param deviceIds  every name the device goes by
 */
export function topicTemplate(topic: string, deviceIds: readonly string[]): string {
  const separator = topic.includes('/') ? '/' : '.';
  const isDotted = separator === '.';
  // A dotted id (`sensor.7`) spans several segments of a subject.
  const whole = isDotted ? withoutDottedDevice(topic, deviceIds) : topic;
  return whole
    .split(separator)
    .map((segment) => templateSegment(segment, deviceIds))
    .join(separator);
}

function templateSegment(segment: string, deviceIds: readonly string[]): string {
  if (segment !== '' && deviceIds.includes(segment)) return '{device}';
  if (segment.length < 4) return segment;
  return VARYING.test(segment) ? '{n}' : segment;
}

/** Long numbers, UUIDs, and hex of at least 12 digits such as MAC addresses and EUIs. */
const VARYING =
  /^(\d{4,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{12,}|([0-9a-f]{2}[:-]){5,7}[0-9a-f]{2})$/i;

function withoutDottedDevice(topic: string, deviceIds: readonly string[]): string {
  for (const deviceId of deviceIds) {
    if (deviceId.includes('.') && `.${topic}.`.includes(`.${deviceId}.`)) {
      return `.${topic}.`.replace(`.${deviceId}.`, '.{device}.').slice(1, -1);
    }
  }
  return topic;
}
