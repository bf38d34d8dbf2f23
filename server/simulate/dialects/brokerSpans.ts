import type { AttributeRecord } from '../attributesOf.ts';
import { type Scene, scopeNamed, serviceResource } from '../scene.ts';
import type { SpanContext, SpanDraft, TraceDraft } from '../traceDraft.ts';

/** A message inside the broker. */
export interface BrokerVisit {
  readonly trace: TraceDraft;
  readonly parent: SpanContext | undefined;
  readonly receivedUs: number;
}

/** What the broker hands on. */
export interface BrokerHandoff {
  readonly context: SpanContext;
  /** When the message has left the broker. */
  readonly leftUs: number;
  /** Where EMQX hangs its rules. */
  readonly routeContext: SpanContext;
  /** Ends the span that waits for the consumer's acknowledgement, when there is one. */
  readonly acknowledge: (timeUs: number) => void;
}

/** Writes the broker's part of the message; `undefined` when the broker is dark. */
export function renderBroker(scene: Scene, visit: BrokerVisit): BrokerHandoff | undefined {
  switch (scene.journey.device.pipeline.broker?.dialect) {
    case undefined:
      return undefined;
    case 'plain':
      return renderPlainBroker(scene, visit);
    case 'emqx':
      return renderEmqx(scene, visit);
    case 'emqxLegacy':
      return renderEmqxLegacy(scene, visit);
    case 'hivemq':
      return renderHivemq(scene, visit);
  }
}

function renderPlainBroker(scene: Scene, visit: BrokerVisit): BrokerHandoff {
  const { journey } = scene;
  const leftUs = visit.receivedUs + journey.broker.workUs;
  const forward = openBrokerSpan(scene, visit, 'broker_forward', 'server', 'broker-plugin', {
    'mqtt.broker': journey.device.pipeline.broker?.cluster,
    'mqtt.delivery_latency_ms': Math.round(journey.broker.workUs / 1000),
    'mqtt.topic': journey.topic,
    ...dropAttributes(scene, 'plain'),
  }).endAt(leftUs);
  return handoff(forward, leftUs);
}

function renderEmqxLegacy(scene: Scene, visit: BrokerVisit): BrokerHandoff {
  const { journey } = scene;
  const attributes = {
    'messaging.destination.name': journey.topic,
    'messaging.client_id': journey.device.id,
  };
  const halfUs = visit.receivedUs + journey.broker.workUs / 2;
  const leftUs = visit.receivedUs + journey.broker.workUs;
  const received = openBrokerSpan(scene, visit, 'process_message', 'internal', 'emqx', {
    ...attributes,
    ...dropAttributes(scene, 'emqx'),
  }).endAt(halfUs);
  if (journey.broker.fate === 'dropped') return handoff(received, halfUs);
  const sent = openBrokerSpan(
    scene,
    { ...visit, parent: received, receivedUs: halfUs },
    'send_published_message',
    'internal',
    'emqx',
    attributes,
  ).endAt(leftUs);
  return handoff(sent, leftUs);
}

function renderHivemq(scene: Scene, visit: BrokerVisit): BrokerHandoff {
  const { journey } = scene;
  const attributes = {
    'messaging.system': 'mqtt',
    'messaging.destination.name': journey.topic,
    'messaging.client_id': journey.device.id,
  };
  const leftUs = visit.receivedUs + journey.broker.workUs;
  const inbound = openBrokerSpan(scene, visit, 'Inbound PUBLISH', 'server', 'hivemq-tracing', {
    ...attributes,
    ...dropAttributes(scene, 'plain'),
  }).endAt(leftUs - journey.broker.workUs / 3);
  if (journey.broker.fate === 'dropped') return handoff(inbound, leftUs);
  const outbound = openBrokerSpan(
    scene,
    { ...visit, parent: inbound, receivedUs: leftUs - journey.broker.workUs / 3 },
    'Outbound PUBLISH',
    'internal',
    'hivemq-tracing',
    attributes,
  ).endAt(leftUs);
  return handoff(outbound, leftUs);
}

/**
 *     client.publish ┬ client.authz
 *                    └ message.route ┬ broker.publish ─ client.puback (awaits the consumer)
 *                                    └ broker.puback, or the rules
 */
function renderEmqx(scene: Scene, visit: BrokerVisit): BrokerHandoff {
  const { journey, random } = scene;
  const { workUs, isAckLate, fate } = journey.broker;
  const leftUs = visit.receivedUs + workUs;
  const message = {
    'client.clientid': journey.device.id,
    'message.msgid': journey.messageId.replaceAll('-', '').slice(0, 32).toUpperCase(),
    'message.from': journey.device.id,
    'message.topic': journey.topic,
    'message.qos': journey.publish.qos,
    'cluster.id': journey.device.pipeline.broker?.cluster,
  };
  const span = (operation: string, parent: SpanContext | undefined, fromUs: number, extra = {}) =>
    openBrokerSpan(scene, { ...visit, parent, receivedUs: fromUs }, operation, 'internal', 'emqx', {
      ...message,
      ...extra,
    });

  const publish = span('client.publish', visit.parent, visit.receivedUs, {
    'message.retain': false,
    'message.payload_size': 180 + (journey.sequence % 90),
  }).endAt(leftUs);
  if (random.chance(0.3)) {
    span('client.authz', publish, visit.receivedUs + workUs * 0.05, {
      'authz.action_type': 'publish',
    }).endAt(visit.receivedUs + workUs * 0.2);
  }
  const route = span('message.route', publish, visit.receivedUs + workUs * 0.3, {
    ...(fate === 'delivered' && { 'route.matched_result': '1' }),
    ...dropAttributes(scene, 'emqx'),
  }).endAt(visit.receivedUs + workUs * 0.5);
  if (journey.publish.qos > 0) {
    const reason = fate === 'delivered' ? 'RC_SUCCESS' : 'RC_NO_MATCHING_SUBSCRIBERS';
    span('broker.puback', publish, visit.receivedUs + workUs * 0.9, {
      'puback.reason': reason,
    }).endAt(leftUs);
  }
  if (fate !== 'delivered' || journey.device.pipeline.subscriber === undefined) {
    return { ...handoff(publish, leftUs), routeContext: route };
  }
  const delivery = span('broker.publish', route, visit.receivedUs + workUs * 0.5).endAt(leftUs);
  const ack = isAckLate ? span('client.puback', delivery, leftUs) : undefined;
  return { ...handoff(delivery, leftUs), routeContext: route, acknowledge: (us) => ack?.endAt(us) };
}

function handoff(span: SpanDraft, leftUs: number): BrokerHandoff {
  return { context: span, routeContext: span, leftUs, acknowledge: () => undefined };
}

/** EMQX names the reason on its routing span; other brokers only answer the publish with 0x10. */
function dropAttributes({ journey }: Scene, dialect: 'plain' | 'emqx'): AttributeRecord {
  if (journey.broker.fate === 'delivered') return {};
  if (dialect === 'emqx') return { 'route.dropped.reason': 'no_subscribers' };
  return journey.broker.fate === 'dropped' ? { 'mqtt.puback.reason_code': 16 } : {};
}

function openBrokerSpan(
  scene: Scene,
  { trace, parent, receivedUs }: BrokerVisit,
  operation: string,
  kind: 'server' | 'internal',
  scope: string,
  attributes: AttributeRecord,
): SpanDraft {
  const broker = scene.journey.device.pipeline.broker;
  const namespace = broker?.dialect === 'hivemq' ? { 'service.namespace': 'HiveMQ' } : {};
  return trace.open({
    resource: serviceResource(scene, broker?.service ?? '', namespace),
    scope: scopeNamed(scope),
    operation,
    kind,
    parent,
    startUs: receivedUs,
    attributes,
  });
}
