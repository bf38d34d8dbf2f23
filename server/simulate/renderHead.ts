import type { Resource } from '../../shared/span/span.ts';
import { type BrokerHandoff, renderBroker } from './dialects/brokerSpans.ts';
import { DEVICE_WORDINGS, deviceResourceOf } from './dialects/deviceWording.ts';
import type { Expectations } from './expectations.ts';
import { type Scene, scopeNamed, serviceResource } from './scene.ts';
import type { SpanContext, SpanDraft, TraceDraft } from './traceDraft.ts';

/** A QoS 0 publish shorter than this measured nothing but the hand-over to the client. */
const INSTANT_PUBLISH_US = 1_000;

/** Device and broker done; the message is on its way to whoever subscribed. */
export interface Head {
  readonly publishContext: SpanContext;
  readonly broker: BrokerHandoff | undefined;
  /** When the message is there to be consumed. */
  readonly deliveredUs: number;
  /** End of the last span seen so far, on the clock of whoever wrote it. */
  readonly seenUntilUs: number;
}

/** Writes what device and broker export. */
export function renderHead(scene: Scene, trace: TraceDraft, expectations: Expectations): Head {
  const { journey } = scene;
  const published = renderPublish(scene, trace, expectations);
  const publish = relayThroughGateway(scene, trace, published);
  const { receivedUs } = publish;
  const broker = renderBroker(scene, { trace, parent: publish.parent, receivedUs });
  if (broker !== undefined && journey.broker.fate === 'dropped') expectations.expect('broker-drop');
  return {
    publishContext: publish.context,
    broker,
    deliveredUs: (broker?.leftUs ?? receivedUs + journey.broker.workUs) + journey.broker.delayUs,
    seenUntilUs: broker?.leftUs ?? publish.endUs,
  };
}

interface Publish {
  readonly context: SpanContext;
  /** What the broker continues; a device that knows no tracing sends nothing to continue. */
  readonly parent: SpanContext | undefined;
  readonly endUs: number;
  /** When the broker has it. */
  readonly receivedUs: number;
}

function renderPublish(scene: Scene, trace: TraceDraft, expectations: Expectations): Publish {
  const { device, publish, atUs, tracing } = scene.journey;
  const dialect = device.pipeline.device.dialect;
  const receivedUs = atUs + publish.uplinkUs;
  if (dialect === 'unexported' || tracing !== 'full') {
    const context = trace.unexportedContext();
    return { context, parent: tracing === 'none' ? undefined : context, endUs: atUs, receivedUs };
  }
  const wording = DEVICE_WORDINGS[dialect](scene);
  const startUs = atUs + device.clockOffsetUs;
  const { service } = device.pipeline.device;
  const resource = scene.resources.ofDevice(service, device, deviceResourceOf(scene));
  const measuring = scene.journey.extras.hasMeasuring
    ? openMeasuring(scene, trace, resource, startUs)
    : undefined;
  const span = trace
    .open({ ...wording, resource, startUs, parent: measuring })
    .endAt(startUs + publish.durationUs);
  measuring?.endAt(span.endUs + 120);
  const isUnconfirmed = publish.qos === 0 || !publish.isQosTold;
  if (isUnconfirmed && publish.durationUs < INSTANT_PUBLISH_US) expectations.expect('qos0-instant');
  return { context: span, parent: span, endUs: span.endUs, receivedUs };
}

function openMeasuring(
  { random }: Scene,
  trace: TraceDraft,
  resource: Resource,
  publishedUs: number,
): SpanDraft {
  return trace.open({
    resource,
    scope: scopeNamed('app'),
    operation: 'measure',
    kind: 'internal',
    startUs: publishedUs - random.integer(2_000, 40_000),
  });
}

/** The gateway consumes the device's message and publishes it again under its own span. */
function relayThroughGateway(scene: Scene, trace: TraceDraft, publish: Publish): Publish {
  const { journey, random } = scene;
  const gateway = journey.device.pipeline.gateway;
  if (gateway === undefined) return publish;
  const resource = serviceResource(scene, gateway.service);
  const attributes = { 'messaging.system': 'mqtt', 'messaging.destination.name': journey.topic };
  const scope = scopeNamed('mqtt-instrumentation', '1.4.2');
  const startUs = publish.receivedUs + random.integer(300, 4_000);
  const sentUs = startUs + random.integer(400, 6_000);
  const consumed = trace.open({
    resource,
    scope,
    operation: `process ${journey.device.pipeline.topic}`,
    kind: 'consumer',
    parent: publish.parent,
    startUs,
    attributes: { ...attributes, 'messaging.operation.type': 'process' },
  });
  const sent = trace
    .open({
      resource,
      scope,
      operation: `publish ${journey.device.pipeline.topic}`,
      kind: 'producer',
      parent: consumed,
      startUs: sentUs,
      attributes: { ...attributes, 'messaging.operation.type': 'send', 'messaging.mqtt.qos': 1 },
    })
    .endAt(sentUs + 2 * journey.publish.uplinkUs + 2_000);
  consumed.endAt(sent.endUs + 200);
  const receivedUs = sentUs + journey.publish.uplinkUs;
  return { context: sent, parent: sent, endUs: sent.endUs, receivedUs };
}
