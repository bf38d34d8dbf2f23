import { KeyBits } from '../span/keyBits.ts';

/** What a span's attribute key gives away about the span, as bits. */
export const KEY_TRAIT = {
  db: 1,
  rule: 2,
  function: 4,
  broker: 8,
  /** Speaks of a message, in any convention. */
  messaging: 16,
  /** Speaks of an MQTT message, even where no system is named. */
  mqtt: 32,
  /** Speaks of a request in another protocol. */
  request: 64,
  /** May hold an MQTT reason code. */
  reason: 128,
  /** Says what was done to telemetry. */
  transform: 256,
} as const;

const { db, rule, broker, messaging, mqtt, request } = KEY_TRAIT;

const TRAITS_OF_KEY = new Map<string, number>([
  ['db.system.name', db],
  ['db.system', db],
  ['db.type', db],
  ['db.operation.name', db],
  ['db.operation', db],
  ['db.query.text', db],
  ['db.statement', db],
  ['db.write_latency_ms', db],
  ['rule.name', rule],
  ['rule.id', rule],
  ['rule.action', rule],
  ['rule.matched', rule],
  ['ruleName', rule],
  ['ruleAction', rule],
  ['action.type', rule],
  ['faas.trigger', KEY_TRAIT.function],
  ['faas.coldstart', KEY_TRAIT.function],
  ['faas.invocation_id', KEY_TRAIT.function],
  ['faas.execution', KEY_TRAIT.function],
  ['faas.name', KEY_TRAIT.function],
  ['cold_start', KEY_TRAIT.function],
  ['aws.lambda.cold_start', KEY_TRAIT.function],
  ['aws.lambda.invoked_arn', KEY_TRAIT.function],
  ['functions.cold_start', KEY_TRAIT.function],
  ['mqtt.broker', broker | messaging | mqtt],
  ['mqtt.delivery_latency_ms', broker | messaging | mqtt],
  // EMQX; other keys called message.* may be anybody's.
  ['message.topic', messaging | mqtt],
  ['message.qos', messaging | mqtt],
  ['message.msgid', messaging | mqtt],
  ['message.from', messaging | mqtt],
  ['message.retain', messaging | mqtt],
  ['message.pub_props', messaging | mqtt],
]);

const TRAITS_OF_NAMESPACE: ReadonlyMap<string, number> = new Map([
  ['function', KEY_TRAIT.function],
  ['transform', KEY_TRAIT.function | KEY_TRAIT.transform],
  ['mqtt', messaging | mqtt],
  ['messaging', messaging],
  ['http', request],
  ['rpc', request],
  ['graphql', request],
]);

/** The `KEY_TRAIT` bits of an attribute key; 0 for a key that says nothing. */
export function traitsOfKey(key: string): number {
  const known = TRAITS_OF_KEY.get(key);
  if (known !== undefined) return known;
  const traits = traitsByName(key);
  // A fleet uses a few hundred keys over and over; a hostile one must not fill memory.
  if (TRAITS_OF_KEY.size < MAX_REMEMBERED && key.length <= MAX_REMEMBERED_LENGTH) {
    TRAITS_OF_KEY.set(key, traits);
  }
  return traits;
}

/** The `KEY_TRAIT` bits of all keys of a span. */
export const KEY_TRAITS = new KeyBits(traitsOfKey);

const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_LENGTH = 100;

function traitsByName(key: string): number {
  const told = REASON.test(key) ? KEY_TRAIT.reason : 0;
  if (key.startsWith('messaging.mqtt.')) return told | messaging | mqtt;
  return told | (TRAITS_OF_NAMESPACE.get(key.slice(0, Math.max(0, key.indexOf('.')))) ?? 0);
}

/** `mqtt.puback.reason_code`, `messaging.mqtt.reason_code`, `puback.code`, `reason`, … */
const REASON = /reason|(puback|pubrec|return)[._]?code/i;
