import type { Journey } from '../journey.ts';
import { firstConsumer, type WaitingStage } from '../pipeline.ts';
import type { Random } from '../random.ts';
import type { Deviation } from './deviation.ts';

/** A clock that runs ahead hides waiting behind the device's own span. */
const SKEW_THAT_HIDES_US = 40_000;

const hasTrueClock = ({ device }: Journey) => device.clockOffsetUs < SKEW_THAT_HIDES_US;

/** The stage that waits when the consumer of the broker falls behind. */
function backlogStage({ device }: Journey): WaitingStage | undefined {
  const stage = firstConsumer(device.pipeline);
  return stage === 'function' && device.pipeline.function?.isAwaited === true ? undefined : stage;
}

function waitBefore(journey: Journey, stage: WaitingStage | undefined, waitUs: number): Journey {
  if (stage === undefined) return journey;
  return { ...journey, waitUs: { ...journey.waitUs, [stage]: waitUs } };
}

const backlogUs = (random: Random, intensity: number) =>
  1_400_000 + Math.round(intensity * 6_000_000 * (0.6 + 0.4 * random.unit()));

export const QUEUE_GAPS: readonly Deviation[] = [
  {
    name: 'consumer backlog',
    kind: 'queue-gap',
    isHarmless: false,
    isPossible: (journey) => hasTrueClock(journey) && backlogStage(journey) !== undefined,
    apply: (journey, random, intensity) =>
      waitBefore(journey, backlogStage(journey), backlogUs(random, intensity)),
  },
  {
    name: 'consumer backlog while the broker awaits its acknowledgement',
    kind: 'queue-gap',
    isHarmless: false,
    isPossible: (journey) =>
      hasTrueClock(journey) &&
      journey.device.pipeline.subscriber !== undefined &&
      journey.device.pipeline.broker?.dialect === 'emqx',
    apply: (journey, random, intensity) => ({
      ...waitBefore(journey, 'subscriber', backlogUs(random, intensity)),
      broker: { ...journey.broker, isAckLate: true },
    }),
  },
  {
    name: 'function throttled',
    kind: 'queue-gap',
    isHarmless: false,
    isPossible: ({ device }) => device.pipeline.function?.isAwaited === false,
    apply: (journey, random, intensity) =>
      waitBefore(journey, 'function', backlogUs(random, intensity)),
  },
  {
    name: 'short wait',
    kind: 'queue-gap',
    isHarmless: true,
    isPossible: (journey) => backlogStage(journey) !== undefined,
    apply: (journey, random) =>
      waitBefore(journey, backlogStage(journey), random.integer(380_000, 820_000)),
  },
  {
    name: 'consumer overlaps a slow acknowledgement',
    kind: 'queue-gap',
    isHarmless: true,
    isPossible: ({ device }) =>
      device.pipeline.broker === undefined && device.pipeline.subscriber !== undefined,
    apply: (journey, random) => ({
      ...journey,
      publish: { ...journey.publish, qos: 1, durationUs: random.integer(1_500_000, 4_000_000) },
    }),
  },
  {
    name: 'slow work instead of waiting',
    kind: 'queue-gap',
    isHarmless: true,
    isPossible: (journey) => backlogStage(journey) !== undefined,
    apply: (journey, random) => {
      const stage = backlogStage(journey) ?? 'subscriber';
      return {
        ...journey,
        workUs: { ...journey.workUs, [stage]: random.integer(1_500_000, 4_000_000) },
      };
    },
  },
  {
    name: 'slow call that is awaited',
    kind: 'queue-gap',
    isHarmless: true,
    isPossible: ({ device }) => device.pipeline.function?.isAwaited === true,
    apply: (journey, random) =>
      waitBefore(journey, 'function', random.integer(1_500_000, 3_000_000)),
  },
  {
    name: 'init of a cold function',
    kind: 'queue-gap',
    isHarmless: true,
    isPossible: ({ device }) => device.pipeline.function?.isAwaited === false,
    apply: (journey, random) => ({
      ...journey,
      cold: { initUs: random.integer(1_400_000, 2_600_000), isInsideSpan: false },
    }),
  },
  {
    name: 'delayed on request',
    kind: 'queue-gap',
    isHarmless: true,
    isPossible: ({ device }) =>
      firstConsumer(device.pipeline) !== 'function' &&
      (device.pipeline.broker?.dialect === 'emqx' ||
        device.pipeline.broker?.dialect === 'emqxLegacy'),
    apply: (journey, random) => {
      const delaySeconds = random.integer(2, 8);
      return {
        ...journey,
        topic: `$delayed/${delaySeconds}/${journey.topic}`,
        broker: { ...journey.broker, delayUs: delaySeconds * 1_000_000 },
      };
    },
  },
];
