import type { Mutable } from '../mutable.ts';
import type { Span } from '../span/span.ts';
import { firstLabel, labelOf } from './label.ts';
import type { PipelineTrace } from './pipelineTrace.ts';
import { STAGES } from './stages.ts';
import {
  DEFAULT_TOPIC_PATTERNS,
  deviceInTopic,
  type TopicPattern,
  topicOf,
  topicTemplate,
} from './topicTemplate.ts';

/** What an operator says about names that spans do not say themselves. */
export interface IdentityRules {
  readonly topicPatterns?: readonly TopicPattern[];
  /** Attribute keys that hold a firmware version, tried before the ones known. */
  readonly firmwareKeys?: readonly string[];
}

/** A name with the rule that gave it: `span device.id`. */
export interface Resolved {
  readonly value: string;
  readonly rule: string;
}

export interface DeviceIdentity {
  readonly deviceId?: Resolved;
  readonly firmware?: Resolved;
  readonly topicTemplate?: Resolved;
}

/**
 * Which device sent the message, with what firmware, on what kind of topic. The
 * first rule that holds on any span wins; of several spans the first in path
 * order. A key on a span never makes the span the device's: baggage copies keys.
 */
export function resolveDevice(trace: PipelineTrace, rules: IdentityRules = {}): DeviceIdentity {
  const patterns = rules.topicPatterns ?? DEFAULT_TOPIC_PATTERNS;
  const topic = resolveTopic(trace);
  const named = topic && deviceInTopic(topic.value, patterns);
  const deviceId = resolveDeviceId(trace) ?? byTopic(named) ?? fromBaggage(trace, DEVICE_BAGGAGE);
  const firmware = resolveFirmware(trace, rules) ?? fromBaggage(trace, FIRMWARE_BAGGAGE);
  const identity: Mutable<DeviceIdentity> = {};
  if (deviceId !== undefined) identity.deviceId = deviceId;
  if (firmware !== undefined) identity.firmware = firmware;
  if (topic !== undefined) {
    const deviceIds = [deviceId?.value ?? '', named?.deviceId ?? ''];
    identity.topicTemplate = { value: topicTemplate(topic.value, deviceIds), rule: topic.rule };
  }
  return identity;
}

interface DeviceRule {
  readonly name: string;
  readonly read: (span: Span, trace: PipelineTrace, row: number) => string | undefined;
}

const fromSpan = (key: string): DeviceRule => ({
  name: `span ${key}`,
  read: ({ attributes }) => clientName(labelOf(attributes.get(key))),
});

const fromResource = (key: string): DeviceRule => ({
  name: `resource ${key}`,
  read: ({ resource }) => clientName(labelOf(resource.attributes.get(key))),
});

/** NATS client ids number connections and a backend's client id is its own: only a device's MQTT publish counts. */
const fromPublishingClient = (key: string): DeviceRule => ({
  name: `span ${key}`,
  read: ({ attributes }, trace, row) => {
    if (trace.stages[row] !== 'device' || trace.evidence[row] !== 'publish') return undefined;
    if (labelOf(attributes.get('messaging.system'))?.toLowerCase() !== 'mqtt') return undefined;
    return clientName(labelOf(attributes.get(key)));
  },
});

const DEVICE_RULES: readonly DeviceRule[] = [
  fromSpan('device.id'),
  fromResource('device.id'),
  fromSpan('message.from'),
  fromSpan('client.clientid'),
  fromPublishingClient('messaging.client.id'),
  fromPublishingClient('messaging.client_id'),
  fromSpan('thing.name'),
  fromResource('thing.name'),
];

const DEVICE_BAGGAGE = ['baggage.device.id', 'baggage.device_id', 'device_id', 'deviceId'] as const;
const FIRMWARE_BAGGAGE = [
  'baggage.device.firmware',
  'baggage.firmware_version',
  'firmware_version',
] as const;

/** EMQX's own clients (`$emqx_rule_internal_clientid`, …) and its REST publisher are no devices. */
function clientName(name: string | undefined): string | undefined {
  if (name === undefined || name.startsWith('$') || name === 'http_api') return undefined;
  return name;
}

function resolveDeviceId(trace: PipelineTrace): Resolved | undefined {
  for (const { name, read } of DEVICE_RULES) {
    const value = firstInPathOrder(trace, (row, span) => read(span, trace, row));
    if (value !== undefined) return { value, rule: name };
  }
  return undefined;
}

function byTopic(named: ReturnType<typeof deviceInTopic>): Resolved | undefined {
  if (named === undefined || clientName(named.deviceId) === undefined) return undefined;
  return { value: named.deviceId, rule: `topic ${named.pattern}` };
}

const FIRMWARE_KEYS = [
  'device.firmware',
  'device.firmware.version',
  'firmware.version',
  'fw.version',
  'hw.firmware_version',
] as const;

/** Of a resource that says which device it is; a gateway's or a backend's version is no firmware. */
const DEVICE_RESOURCE_KEYS = ['service.version', 'os.version'] as const;

function resolveFirmware(trace: PipelineTrace, rules: IdentityRules): Resolved | undefined {
  for (const key of [...(rules.firmwareKeys ?? []), ...FIRMWARE_KEYS]) {
    const value = firstInPathOrder(trace, (_, span) => labelOf(span.attributes.get(key)));
    if (value !== undefined) return { value, rule: `span ${key}` };
    const shared = firstInPathOrder(trace, (_, span) => labelOf(span.resource.attributes.get(key)));
    if (shared !== undefined) return { value: shared, rule: `resource ${key}` };
  }
  for (const row of trace.rowsOf.device) {
    const { attributes } = trace.spans[row]?.resource ?? { attributes: new Map() };
    if (!attributes.has('device.id')) continue;
    for (const key of DEVICE_RESOURCE_KEYS) {
      const value = labelOf(attributes.get(key));
      if (value !== undefined) return { value, rule: `resource ${key}` };
    }
  }
  return undefined;
}

function resolveTopic(trace: PipelineTrace): Resolved | undefined {
  for (const stage of ['device', 'broker', 'subscriber', 'rule', 'function'] as const) {
    for (const row of trace.rowsOf[stage]) {
      const topic = topicOf(trace.spans[row]?.attributes ?? new Map());
      if (topic !== undefined) return { value: topic, rule: `${stage} span` };
    }
  }
  return undefined;
}

function fromBaggage(trace: PipelineTrace, keys: readonly string[]): Resolved | undefined {
  const value = firstInPathOrder(trace, (_, span) => clientName(firstLabel(span.attributes, keys)));
  return value === undefined ? undefined : { value, rule: 'baggage' };
}

function firstInPathOrder(
  trace: PipelineTrace,
  read: (row: number, span: Span) => string | undefined,
): string | undefined {
  for (const stage of STAGES) {
    for (const row of trace.rowsOf[stage]) {
      const span = trace.spans[row];
      const value = span && read(row, span);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}
