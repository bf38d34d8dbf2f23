import type { AttributeRecord } from '../attributesOf.ts';
import type { DeviceDialect } from '../pipeline.ts';
import { type Scene, scopeNamed, type Wording } from '../scene.ts';

type Speaker = (scene: Scene) => Wording;

/** How each kind of device client names its publish span. `unexported` devices never get here. */
export const DEVICE_WORDINGS: Readonly<Record<Exclude<DeviceDialect, 'unexported'>, Speaker>> = {
  plain: ({ journey }) => ({
    operation: 'device_publish',
    kind: 'producer',
    scope: scopeNamed('firmware-tracer', '0.3.0'),
    attributes: {
      'device.id': journey.device.id,
      'device.firmware': journey.firmware,
      'mqtt.topic': journey.topic,
      ...qos('mqtt.qos', journey.publish),
      'device.sequence': journey.sequence,
    },
  }),
  semconv: ({ journey }) => ({
    operation: `publish ${journey.device.pipeline.topic}`,
    kind: 'producer',
    scope: scopeNamed('mqtt-instrumentation', '1.4.2'),
    attributes: {
      'messaging.system': 'mqtt',
      'messaging.destination.name': journey.topic,
      'messaging.destination.template': journey.device.pipeline.topic,
      'messaging.operation.name': 'publish',
      'messaging.operation.type': 'send',
      'messaging.message.id': journey.messageId,
      'messaging.client.id': journey.device.id,
      ...qos('messaging.mqtt.qos', journey.publish),
      'server.port': 8883,
    },
  }),
  semconvOld: ({ journey }) => ({
    operation: `${journey.topic} send`,
    kind: 'producer',
    scope: scopeNamed('io.opentelemetry.paho', '0.9'),
    attributes: {
      'messaging.system': 'mqtt',
      'messaging.destination': journey.topic,
      'messaging.destination_kind': 'topic',
      'messaging.operation': 'publish',
      'mqtt.message_id': journey.messageId,
      ...qos('mqtt.qos', journey.publish, String),
    },
  }),
  paho: ({ journey }) => ({
    operation: `publish ${journey.topic}`,
    kind: 'producer',
    scope: scopeNamed('publisher'),
    attributes: {
      'messaging.system': 'mqtt',
      'messaging.destination.name': journey.topic,
      'messaging.operation.type': 'publish',
      'messaging.message.id': journey.messageId,
      ...qos('mqtt.qos', journey.publish),
    },
  }),
  dart: ({ journey }) => ({
    operation: `mqtt publish ${journey.topic}`,
    kind: 'client',
    scope: scopeNamed('otel_mqtt_client', '0.2.1'),
    attributes: {
      'messaging.system': 'mqtt',
      'messaging.destination.name': journey.topic,
      'messaging.operation.type': 'send',
      'messaging.client_id': journey.device.id,
      ...qos('messaging.mqtt.qos', journey.publish, String),
    },
  }),
  natsNet: ({ journey }) => ({
    operation: `${journey.topic} publish`,
    kind: 'producer',
    scope: scopeNamed('NATS.Net', '2.5.4'),
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation': 'publish',
      'messaging.destination.name': journey.topic,
      'messaging.client_id': String(1000 + journey.device.number),
      'messaging.message.body.size': '412',
      'messaging.message.envelope.size': '538',
      'network.protocol.name': 'nats',
    },
  }),
  natsJava: ({ journey }) => ({
    operation: `${journey.topic} publish`,
    kind: 'producer',
    scope: scopeNamed('io.opentelemetry.nats-2.17', '2.19.0'),
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation': 'publish',
      'messaging.destination.name': journey.topic,
      'messaging.message.body.size': 412,
      'messaging.client_id': String(journey.device.number),
    },
  }),
};

/** What the device says about itself on its resource, dialect by dialect. */
export function deviceResourceOf({ journey }: Scene): AttributeRecord {
  const { device, firmware } = journey;
  switch (device.pipeline.device.dialect) {
    case 'plain':
      return { 'device.type': device.model, 'device.location': device.site };
    case 'semconv':
      return {
        'service.version': firmware,
        'device.id': device.id,
        'device.model.identifier': device.model,
        'device.manufacturer': device.maker,
        'deployment.site': device.site,
      };
    case 'semconvOld':
      return { 'device.id': device.id, 'firmware.version': firmware, site: device.site };
    case 'natsNet':
    case 'natsJava':
      return {
        'device.id': device.id,
        'device.location': device.site,
        'device.firmware.version': firmware,
      };
    case 'paho':
    case 'dart':
    case 'unexported':
      return { 'service.version': firmware, 'device.model.name': device.model };
  }
}

function qos(
  key: string,
  publish: { readonly qos: number; readonly isQosTold: boolean },
  write: (qos: number) => string | number = (value) => value,
): AttributeRecord {
  return publish.isQosTold ? { [key]: write(publish.qos) } : {};
}
