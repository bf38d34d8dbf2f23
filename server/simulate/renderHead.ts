import { type BrokerHandoff, renderBroker } from './dialects/brokerSpans.ts';
import { DEVICE_WORDINGS, deviceResourceOf } from './dialects/deviceWording.ts';
import type { Expectations } from './expectations.ts';
import type { Scene } from './scene.ts';
import type { SpanContext, TraceDraft } from './traceDraft.ts';

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
  const publish = renderPublish(scene, trace, expectations);
  const receivedUs = journey.atUs + journey.publish.uplinkUs;
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
}

function renderPublish(scene: Scene, trace: TraceDraft, expectations: Expectations): Publish {
  const { device, publish, atUs, tracing } = scene.journey;
  const dialect = device.pipeline.device.dialect;
  if (dialect === 'unexported' || tracing !== 'full') {
    const context = trace.unexportedContext();
    return { context, parent: tracing === 'none' ? undefined : context, endUs: atUs };
  }
  const wording = DEVICE_WORDINGS[dialect](scene);
  const startUs = atUs + device.clockOffsetUs;
  const span = trace
    .open({
      ...wording,
      resource: scene.resources.ofDevice(
        device.pipeline.device.service,
        device,
        deviceResourceOf(scene),
      ),
      startUs,
    })
    .endAt(startUs + publish.durationUs);
  const isUnconfirmed = publish.qos === 0 || !publish.isQosTold;
  if (isUnconfirmed && publish.durationUs < INSTANT_PUBLISH_US) expectations.expect('qos0-instant');
  return { context: span, parent: span, endUs: span.endUs };
}
