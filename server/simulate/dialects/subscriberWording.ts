import type { SubscriberDialect } from '../pipeline.ts';
import { type Scene, scopeNamed, type Wording } from '../scene.ts';

/** How often the broker says it has delivered this message: 1, or more for a redelivery. */
type Speaker = (scene: Scene, deliveredCount: number) => Wording;

/** The broker hands messages to a queue of another kind, and that is what is read. */
const bridged =
  (system: string): Speaker =>
  ({ journey }) => {
    const topic = journey.device.pipeline.subscriber?.group ?? 'telemetry';
    return {
      operation: `process ${topic}`,
      kind: 'consumer',
      scope: scopeNamed(`${system}-instrumentation`, '2.1'),
      attributes: {
        'messaging.system': system,
        'messaging.destination.name': topic,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.message.id': journey.messageId,
        'messaging.consumer.group.name': `${topic}-workers`,
      },
    };
  };

export const SUBSCRIBER_WORDINGS: Readonly<Record<SubscriberDialect, Speaker>> = {
  semconv: ({ journey }) => ({
    operation: `process ${journey.device.pipeline.topic}`,
    kind: 'consumer',
    scope: scopeNamed('mqtt-instrumentation', '1.4.2'),
    attributes: {
      'messaging.system': 'mqtt',
      'messaging.destination.name': journey.topic,
      'messaging.destination.template': journey.device.pipeline.topic,
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.message.id': journey.messageId,
      'messaging.consumer.group.name': journey.device.pipeline.subscriber?.group,
    },
  }),
  semconvOld: ({ journey }) => ({
    operation: `${journey.topic} process`,
    kind: 'consumer',
    scope: scopeNamed('io.opentelemetry.paho', '0.9'),
    attributes: {
      'messaging.system': 'mqtt',
      'messaging.destination': journey.topic,
      'messaging.operation': 'process',
      'mqtt.message_id': journey.messageId,
    },
  }),
  paho: ({ journey }) => ({
    operation: `process ${journey.topic}`,
    kind: 'consumer',
    scope: scopeNamed('consumer'),
    attributes: {
      'messaging.system': 'mqtt',
      'messaging.destination.name': journey.topic,
      'messaging.operation.type': 'process',
      'messaging.message.id': journey.messageId,
    },
  }),
  natsNet: ({ journey }, deliveredCount) => ({
    operation: `${journey.topic} receive`,
    kind: 'consumer',
    scope: scopeNamed('NATS.Net', '2.5.4'),
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation': 'receive',
      'messaging.destination.name': journey.topic,
      'messaging.destination.template': `${journey.topic.split('.')[0]}.>`,
      'messaging.nats.consumer.group': journey.device.pipeline.subscriber?.group,
      'messaging.nats.message.reply_to': ackSubject(journey, deliveredCount),
      'messaging.message.body.size': '412',
      'messaging.message.envelope.size': '538',
    },
  }),
  natsJava: ({ journey }) => ({
    operation: `${journey.topic} process`,
    kind: 'consumer',
    scope: scopeNamed('io.opentelemetry.nats-2.17', '2.19.0'),
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation': 'process',
      'messaging.destination.name': journey.topic,
      'messaging.message.body.size': 412,
    },
  }),
  kafka: bridged('kafka'),
  pubsub: bridged('gcp_pubsub'),
};

/** JetStream's `$JS.ACK.<stream>.<consumer>.<delivered>.<streamSeq>.<consumerSeq>.<ns>.<pending>`. */
function ackSubject(journey: Scene['journey'], deliveredCount: number): string {
  const group = journey.device.pipeline.subscriber?.group ?? 'workers';
  const streamSequence = 5_000_000 + journey.sequence * 409 + journey.device.number;
  return `$JS.ACK.TELEMETRY.${group}.${deliveredCount}.${streamSequence}.${streamSequence - 77}.${Math.round(journey.atUs)}000.0`;
}
