import { renderBroker } from './dialects/brokerSpans.ts';
import type { Handover } from './handover.ts';
import { type Scene, scopeNamed, serviceResource } from './scene.ts';

/** A rule that passes its result on under another topic instead of calling anybody. */
export function renderRepublish(scene: Scene, { trace, parent, readyUs }: Handover): number {
  const { journey, random } = scene;
  const { pipeline } = journey.device;
  const topic = `alerts/${journey.device.site}/${pipeline.rule?.names[0] ?? 'rule'}`;
  const egress = trace
    .open({
      resource: serviceResource(scene, pipeline.rule?.service ?? ''),
      scope: scopeNamed('mqtt-instrumentation', '1.4.2'),
      operation: `publish ${topic}`,
      kind: 'producer',
      parent,
      startUs: readyUs,
      attributes: {
        'messaging.system': 'mqtt',
        'messaging.destination.name': topic,
        'messaging.operation.name': 'publish',
        'messaging.operation.type': 'send',
        'messaging.message.id': random.uuid(),
        'messaging.mqtt.qos': 1,
      },
    })
    .endAt(readyUs + random.logNormal(7_000, 0.5, 60_000));
  const receivedUs = readyUs + random.integer(300, 2_500);
  const broker = renderBroker(scene, { trace, parent: egress, receivedUs });
  return Math.max(egress.endUs, broker?.leftUs ?? 0);
}
