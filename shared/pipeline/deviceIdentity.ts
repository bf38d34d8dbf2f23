import type { Mutable } from '../mutable.ts';
import { bitsOfKeys } from '../span/soughtKeys.ts';
import type { Resource, Span } from '../span/span.ts';
import { labelOf } from './label.ts';
import { type PipelineTrace, spanAt } from './pipelineTrace.ts';
import { STAGE_EVIDENCES } from './stageEvidence.ts';
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
interface Resolved {
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
  const search: Search = { trace, carried: carriedKeys(trace) };
  const deviceId = resolveDeviceId(search) ?? byTopic(named) ?? fromBaggage(search, DEVICE_BAGGAGE);
  const firmware = resolveFirmware(search, rules) ?? fromBaggage(search, FIRMWARE_BAGGAGE);
  const identity: Mutable<DeviceIdentity> = {};
  if (deviceId !== undefined) identity.deviceId = deviceId;
  if (firmware !== undefined) identity.firmware = firmware;
  if (topic !== undefined) {
    const deviceIds = [deviceId?.value ?? '', named?.deviceId ?? ''];
    identity.topicTemplate = { value: topicTemplate(topic.value, deviceIds), rule: topic.rule };
  }
  return identity;
}

/** One rule: a key, where it stands, and what besides must hold of the span. */
interface DeviceRule {
  readonly key: string;
  readonly place: 'span' | 'resource';
  readonly isValid?: (trace: PipelineTrace, row: number, span: Span) => boolean;
}

const DEVICE_RULES: readonly DeviceRule[] = [
  { key: 'device.id', place: 'span' },
  { key: 'device.id', place: 'resource' },
  { key: 'message.from', place: 'span' },
  { key: 'client.clientid', place: 'span' },
  { key: 'messaging.client.id', place: 'span', isValid: isDevicesPublish },
  { key: 'messaging.client_id', place: 'span', isValid: isDevicesPublish },
  { key: 'thing.name', place: 'span' },
  { key: 'thing.name', place: 'resource' },
];

const PUBLISH = STAGE_EVIDENCES.indexOf('publish');

/** NATS client ids number connections and a backend's client id is its own: only a device's MQTT publish counts. */
function isDevicesPublish(trace: PipelineTrace, row: number, { attributes }: Span): boolean {
  if (trace.stages[row] !== 'device' || trace.evidence[row] !== PUBLISH) return false;
  return labelOf(attributes.get('messaging.system'))?.toLowerCase() === 'mqtt';
}

const DEVICE_BAGGAGE = ['baggage.device.id', 'baggage.device_id', 'device_id', 'deviceId'] as const;
const FIRMWARE_BAGGAGE = [
  'baggage.device.firmware',
  'baggage.firmware_version',
  'firmware_version',
] as const;

/** Every key a device's id is ever taken from; topics name devices, too (`TOPIC_KEYS`). */
export const DEVICE_KEYS: readonly string[] = [
  ...new Set(DEVICE_RULES.map(({ key }) => key)),
  ...DEVICE_BAGGAGE,
];

/** EMQX's own clients (`$emqx_rule_internal_clientid`, …) and its REST publisher are no devices. */
function clientName(name: string | undefined): string | undefined {
  if (name === undefined || name.startsWith('$') || name === 'http_api') return undefined;
  return name;
}

function resolveDeviceId(search: Search): Resolved | undefined {
  for (const { key, place, isValid } of DEVICE_RULES) {
    const value = firstLabelled(search, key, place, isValid);
    if (value !== undefined) return { value, rule: `${place} ${key}` };
  }
  return undefined;
}

function byTopic(named: ReturnType<typeof deviceInTopic>): Resolved | undefined {
  if (named === undefined || clientName(named.deviceId) === undefined) return undefined;
  return { value: named.deviceId, rule: `topic ${named.pattern}` };
}

const FIRMWARE_KEYS: readonly string[] = [
  'device.firmware',
  'device.firmware.version',
  'firmware.version',
  'fw.version',
  'hw.firmware_version',
];

/** Of a device's own resource; a gateway's or a backend's version is no firmware. */
const DEVICE_RESOURCE_KEYS = ['service.version', 'os.version'] as const;

/** Every key a firmware version is ever taken from, without those of `IdentityRules`. */
export const FIRMWARE_SOURCE_KEYS: readonly string[] = [
  ...FIRMWARE_KEYS,
  ...DEVICE_RESOURCE_KEYS,
  ...FIRMWARE_BAGGAGE,
];

/** What only a device says about itself; its id may stand on the spans instead. */
const OWN_RESOURCE_KEYS = [
  'device.id',
  'device.model.identifier',
  'device.model.name',
  'device.manufacturer',
] as const;

function resolveFirmware(search: Search, rules: IdentityRules): Resolved | undefined {
  const { trace } = search;
  const keys = rules.firmwareKeys?.concat(FIRMWARE_KEYS) ?? FIRMWARE_KEYS;
  for (const key of keys) {
    for (const place of ['span', 'resource'] as const) {
      const value = firstLabelled(search, key, place);
      if (value !== undefined) return { value, rule: `${place} ${key}` };
    }
  }
  for (const row of trace.rowsOf.device) {
    const { attributes } = spanAt(trace, row).resource;
    if (!OWN_RESOURCE_KEYS.some((key) => attributes.has(key))) continue;
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
      const topic = topicOf(spanAt(trace, row).attributes);
      if (topic !== undefined) return { value: topic, rule: `${stage} span` };
    }
  }
  return undefined;
}

function fromBaggage(search: Search, keys: readonly string[]): Resolved | undefined {
  for (const key of keys) {
    const value = firstLabelled(search, key, 'span');
    if (value !== undefined) return { value, rule: `baggage ${key}` };
  }
  return undefined;
}

interface Search {
  readonly trace: PipelineTrace;
  /** Of `WATCHED_KEYS`: those that some span has, and those that some resource has. */
  readonly carried: Readonly<Record<DeviceRule['place'], number>>;
}

const WATCHED_KEYS: readonly string[] = [...new Set([...DEVICE_KEYS, ...FIRMWARE_SOURCE_KEYS])];
const WATCHED = bitsOfKeys(WATCHED_KEYS);

function carriedKeys({ spans }: PipelineTrace): Search['carried'] {
  let ofSpans = 0;
  let ofResources = 0;
  let lastResource: Resource | undefined;
  for (const { attributes, resource } of spans) {
    ofSpans |= WATCHED.in(attributes);
    if (resource === lastResource) continue;
    lastResource = resource;
    ofResources |= WATCHED.in(resource.attributes);
  }
  return { span: ofSpans, resource: ofResources };
}

/** The first span in path order whose value of the key can be a device's. */
function firstLabelled(
  { trace, carried }: Search,
  key: string,
  place: DeviceRule['place'],
  isValid?: DeviceRule['isValid'],
): string | undefined {
  const watchedAt = WATCHED_KEYS.indexOf(key);
  if (watchedAt !== -1 && (carried[place] & (1 << watchedAt)) === 0) return undefined;
  let lastResource: Resource | undefined;
  for (const stage of STAGES) {
    for (const row of trace.rowsOf[stage]) {
      const span = spanAt(trace, row);
      if (place === 'resource' && span.resource === lastResource) continue;
      lastResource = span.resource;
      const { attributes } = place === 'resource' ? span.resource : span;
      const value = attributes.get(key);
      if (value === undefined) continue;
      const name = clientName(labelOf(value));
      if (name !== undefined && (isValid?.(trace, row, span) ?? true)) return name;
    }
  }
  return undefined;
}
