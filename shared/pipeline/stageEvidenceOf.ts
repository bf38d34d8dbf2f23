import { attributeText } from '../span/attributes.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { Attributes, AttributeValue, Span } from '../span/span.ts';
import type { StageEvidence } from './stageEvidence.ts';
import { KEY_TRAIT, KEY_TRAITS } from './stageKeys.ts';
import { OPERATION_TRAIT, traitsOfOperation } from './stageOperations.ts';
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

  const { kind } = span;
  const traits = KEY_TRAITS.in(span.attributes);
  const named = traitsOfOperation(span.operation);
  if ((traits & KEY_TRAIT.db) !== 0 || (named & OPERATION_TRAIT.db) !== 0) return 'db';
  if ((traits & KEY_TRAIT.rule) !== 0 || (named & OPERATION_TRAIT.rule) !== 0) return 'rule';
  if ((traits & KEY_TRAIT.function) !== 0) return 'function';
  if ((kind === 'server' || kind === 'consumer') && span.resource.attributes.has('faas.name')) {
    return 'functionEntry';
  }
  if (isBroker(span, traits, named, rules.brokerServices ?? BROKER_SERVICE)) return 'broker';
  return messageEvidence(span, traits, named);
}

const NO_RULES: StageRules = {};

/** Names of brokers as people give them to services: `emqx-eu-1`, `hivemq`, `mqtt_broker`. */
const BROKER_SERVICE =
  /(^|[^a-z])(emqx|hivemq|mosquitto|vernemq|nanomq|aedes|rabbitmq|nats-server|(mqtt|message)[-_ ]?broker|broker)([^a-z]|$)/i;

function matches(override: StageOverride, span: Span): boolean {
  const isService = override.service?.test(span.resource.service) ?? true;
  const isOperation = override.operation?.test(span.operation) ?? true;
  return isService && isOperation;
}

function isBroker(span: Span, traits: number, named: number, brokerServices: RegExp): boolean {
  const { operation, kind } = span;
  if ((traits & KEY_TRAIT.broker) !== 0 || operation === 'broker_forward') return true;
  const isClientSide = kind === 'producer' || kind === 'consumer' || kind === 'client';
  if (!isClientSide && (named & OPERATION_TRAIT.broker) !== 0) return true;
  if (span.scope.name.includes('aedes')) return true;
  if (span.resource.attributes.get('service.namespace') === 'HiveMQ') return true;
  if ((traits & KEY_TRAIT.messaging) === 0 || isClientSide) return false;
  if ((named & OPERATION_TRAIT.legacyBroker) !== 0 && isEmqxLegacy(span)) return true;
  return kind !== 'unspecified' && brokerServices.test(span.resource.service);
}

function isEmqxLegacy({ attributes }: Span): boolean {
  return attributes.has('messaging.client_id') || attributes.has('messaging.client.id');
}

function messageEvidence(span: Span, traits: number, named: number): StageEvidence {
  const action = messagingAction(span.attributes);
  const isConsuming = span.kind === 'consumer' || action === 'consume';
  if (isPlumbing(span))
    return isConsuming || action === 'publish' ? plumbingEvidence(span) : 'none';
  if ((named & OPERATION_TRAIT.publish) !== 0) return 'publish';
  if ((span.kind === 'producer' || action === 'publish') && isIotMessage(span, traits, named)) {
    return 'publish';
  }
  if (isConsuming) return 'subscriber';
  const isRequest = (traits & KEY_TRAIT.request) !== 0;
  return (named & OPERATION_TRAIT.consume) !== 0 && !isRequest ? 'subscriber' : 'none';
}

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
  const type = ACTION.first(attributes, asItIs);
  return typeof type === 'string' ? ACTIONS.get(type.toLowerCase()) : undefined;
}

const ACTION = new SoughtKeys([
  'messaging.operation.type',
  'messaging.operation',
  'messaging.operation.name',
]);

const asItIs = (value: AttributeValue): AttributeValue => value;

/** True when the message is of a system that devices speak, or looks like it where no system is named. */
function isIotMessage(span: Span, traits: number, named: number): boolean {
  if ((traits & KEY_TRAIT.mqtt) !== 0 || (named & OPERATION_TRAIT.mqttPublish) !== 0) return true;
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
  const destination = DESTINATION.first(attributes, asItIs);
  return typeof destination === 'string' ? destination : undefined;
}

const DESTINATION = new SoughtKeys(['messaging.destination.name', 'messaging.destination']);

/** NATS subjects that carry no message of a device: acknowledgements, the JetStream API, reply inboxes. */
function isPlumbing({ attributes, operation }: Span): boolean {
  const destination = destinationOf(attributes);
  return PLUMBING.test(destination ?? operation);
}

const PLUMBING = /^(\$JS\.|_INBOX\.)/;

function plumbingEvidence({ attributes, operation }: Span): StageEvidence {
  return (destinationOf(attributes) ?? operation).startsWith('$JS.ACK') ? 'subscriber' : 'none';
}
