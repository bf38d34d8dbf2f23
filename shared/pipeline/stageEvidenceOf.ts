import { attributeText } from '../span/attributes.ts';
import type { Attributes, Span } from '../span/span.ts';
import type { StageEvidence } from './stageEvidence.ts';
import { KEY_TRAIT, traitsOfKey } from './stageKeys.ts';
import type { Stage } from './stages.ts';

/** What an operator says about stages that spans do not say themselves. */
export interface StageRules {
  /** First match wins over everything a span says. */
  readonly overrides?: readonly StageOverride[];
  /** Services that are brokers: their internal and server spans about messages are the broker's. */
  readonly brokerServices?: RegExp;
}

/** Every expression that is there must match. */
interface StageOverride {
  readonly service?: RegExp;
  readonly operation?: RegExp;
  readonly stage: Stage;
}

/**
 * What a span says about its stage by itself: its own keys before its resource's,
 * keys before names. `resolveStages` settles what depends on its ancestors.
 */
export function stageEvidenceOf(span: Span, rules: StageRules = NO_RULES): StageEvidence {
  const override = rules.overrides?.find((candidate) => matches(candidate, span));
  if (override !== undefined) return override.stage;

  const { operation, kind } = span;
  const traits = traitsOf(span.attributes);
  if ((traits & KEY_TRAIT.db) !== 0 || DB_OPERATION.test(operation)) return 'db';
  if ((traits & KEY_TRAIT.rule) !== 0 || RULE_OPERATION.test(operation)) return 'rule';
  if ((traits & KEY_TRAIT.function) !== 0) return 'function';
  if ((kind === 'server' || kind === 'consumer') && span.resource.attributes.has('faas.name')) {
    return 'functionEntry';
  }
  if (isBroker(span, traits, rules.brokerServices ?? BROKER_SERVICE)) return 'broker';
  return messageEvidence(span, traits);
}

const NO_RULES: StageRules = {};

const DB_OPERATION = /^(db_write|tsdb_write)$/;
const RULE_OPERATION = /^(broker\.rule_engine\.|rule(_engine)?_(eval|evaluate|apply))/;

/** Names of brokers as people give them to services: `emqx-eu-1`, `hivemq`, `mqtt_broker`. */
const BROKER_SERVICE =
  /(^|[^a-z])(emqx|hivemq|mosquitto|vernemq|nanomq|aedes|rabbitmq|nats-server|(mqtt|message)[-_ ]?broker|broker)([^a-z]|$)/i;

function matches(override: StageOverride, span: Span): boolean {
  const isService = override.service?.test(span.resource.service) ?? true;
  const isOperation = override.operation?.test(span.operation) ?? true;
  return isService && isOperation;
}

function traitsOf(attributes: Attributes): number {
  let traits = 0;
  for (const key of attributes.keys()) traits |= traitsOfKey(key);
  return traits;
}

function isBroker(span: Span, traits: number, brokerServices: RegExp): boolean {
  const { operation, kind } = span;
  if ((traits & KEY_TRAIT.broker) !== 0 || operation === 'broker_forward') return true;
  const isClientSide = kind === 'producer' || kind === 'consumer' || kind === 'client';
  if (!isClientSide && EMQX_OPERATION.test(operation)) return true;
  if (span.scope.name.includes('aedes')) return true;
  if (span.resource.attributes.get('service.namespace') === 'HiveMQ') return true;
  if ((traits & KEY_TRAIT.messaging) === 0 || isClientSide) return false;
  if (EMQX_LEGACY_OPERATION.test(operation) && isEmqxLegacy(span)) return true;
  return kind !== 'unspecified' && brokerServices.test(span.resource.service);
}

/** EMQX from 5.8 on; `message.dispatch`, `message.deliver` and `emqx.*` are 5.8's first names. */
const EMQX_OPERATION =
  /^(client\.(connect|disconnect|subscribe|unsubscribe|publish|auth[nz](_backend)?|pub(ack|rec|rel|comp))|(broker|emqx)\.(disconnect|subscribe|unsubscribe|publish|pub(ack|rec|rel|comp))|message\.(route|dispatch|deliver|forward|handle_forward))$/;

const EMQX_LEGACY_OPERATION = /^(process_message|send_published_message)$/;

function isEmqxLegacy({ attributes }: Span): boolean {
  return attributes.has('messaging.client_id') || attributes.has('messaging.client.id');
}

function messageEvidence(span: Span, traits: number): StageEvidence {
  const action = messagingAction(span.attributes);
  const isConsuming = span.kind === 'consumer' || action === 'consume';
  if (isPlumbing(span))
    return isConsuming || action === 'publish' ? plumbingEvidence(span) : 'none';
  if (PUBLISH_OPERATION.test(span.operation)) return 'publish';
  if ((span.kind === 'producer' || action === 'publish') && isIotMessage(span, traits)) {
    return 'publish';
  }
  if (isConsuming) return 'subscriber';
  const isRequest = (traits & KEY_TRAIT.request) !== 0;
  return CONSUME_OPERATION.test(span.operation) && !isRequest ? 'subscriber' : 'none';
}

const PUBLISH_OPERATION = /^(device_publish|mqtt_publish)$/;
const CONSUME_OPERATION = /^(process|receive) /;
const NAMED_MQTT = /^mqtt[ ._](publish|send)\b/i;

type MessagingAction = 'publish' | 'consume' | undefined;

const ACTIONS: ReadonlyMap<string, MessagingAction> = new Map([
  ['send', 'publish'],
  ['publish', 'publish'],
  ['create', 'publish'],
  ['process', 'consume'],
  ['receive', 'consume'],
  ['settle', 'consume'],
  ['deliver', 'consume'],
]);

function messagingAction(attributes: Attributes): MessagingAction {
  const type =
    attributes.get('messaging.operation.type') ??
    attributes.get('messaging.operation') ??
    attributes.get('messaging.operation.name');
  return typeof type === 'string' ? ACTIONS.get(type.toLowerCase()) : undefined;
}

/** True when the message is of a system that devices speak, or looks like it where no system is named. */
function isIotMessage(span: Span, traits: number): boolean {
  if ((traits & KEY_TRAIT.mqtt) !== 0 || NAMED_MQTT.test(span.operation)) return true;
  const system = span.attributes.get('messaging.system');
  if (system !== undefined) return isIotSystem(attributeText(system));
  return destinationOf(span.attributes)?.includes('/') ?? false;
}

/** True for MQTT and NATS under the names they are given in `messaging.system`. */
export function isIotSystem(system: string): boolean {
  return IOT_SYSTEM.test(system);
}

/** True for NATS and its JetStream. */
export function isNatsSystem(system: string): boolean {
  return /^(nats|jetstream)/i.test(system);
}

const IOT_SYSTEM =
  /^(mqtt|nats|jetstream|emqx|hivemq|mosquitto|vernemq|aws[._ -]?iot|azure[._ -]?iot)/i;

function destinationOf(attributes: Attributes): string | undefined {
  const destination =
    attributes.get('messaging.destination.name') ?? attributes.get('messaging.destination');
  return typeof destination === 'string' ? destination : undefined;
}

/** NATS subjects that carry no message of a device: acknowledgements, the JetStream API, reply inboxes. */
function isPlumbing({ attributes, operation }: Span): boolean {
  const destination = destinationOf(attributes);
  return PLUMBING.test(destination ?? operation);
}

const PLUMBING = /^(\$JS\.|_INBOX\.)/;

function plumbingEvidence({ attributes, operation }: Span): StageEvidence {
  return (destinationOf(attributes) ?? operation).startsWith('$JS.ACK') ? 'subscriber' : 'none';
}
