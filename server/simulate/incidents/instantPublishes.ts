import type { Journey } from '../journey.ts';
import type { Deviation } from './deviation.ts';

const hasQos = ({ device, tracing }: Journey) =>
  tracing === 'full' &&
  device.pipeline.device.dialect !== 'unexported' &&
  !device.pipeline.device.dialect.startsWith('nats');

function publishing(journey: Journey, publish: Partial<Journey['publish']>): Journey {
  return { ...journey, publish: { ...journey.publish, ...publish } };
}

export const INSTANT_PUBLISHES: readonly Deviation[] = [
  {
    name: 'QoS 0',
    kind: 'qos0-instant',
    isHarmless: false,
    isPossible: hasQos,
    apply: (journey, random) =>
      publishing(journey, { qos: 0, durationUs: random.integer(40, 900) }),
  },
  {
    name: 'QoS not told, never acknowledged',
    kind: 'qos0-instant',
    isHarmless: false,
    isPossible: (journey) => hasQos(journey) && journey.device.pipeline.broker?.dialect !== 'emqx',
    apply: (journey, random) =>
      publishing(journey, { qos: 0, isQosTold: false, durationUs: random.integer(40, 900) }),
  },
  {
    name: 'QoS 1 on a fast line',
    kind: 'qos0-instant',
    isHarmless: true,
    isPossible: hasQos,
    apply: (journey, random) =>
      publishing(journey, { qos: 1, durationUs: random.integer(300, 950), uplinkUs: 150 }),
  },
  {
    name: 'QoS 2 on a fast line',
    kind: 'qos0-instant',
    isHarmless: true,
    isPossible: hasQos,
    apply: (journey, random) =>
      publishing(journey, { qos: 2, durationUs: random.integer(500, 990), uplinkUs: 120 }),
  },
  {
    name: 'QoS 0 over a slow socket',
    kind: 'qos0-instant',
    isHarmless: true,
    isPossible: hasQos,
    apply: (journey, random) =>
      publishing(journey, { qos: 0, durationUs: random.integer(1_400, 9_000) }),
  },
];
