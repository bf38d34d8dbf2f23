import type { Journey } from '../journey.ts';
import { firstConsumer } from '../pipeline.ts';
import type { Deviation } from './deviation.ts';

/** The first consumer is a service of its own, so that the context can get lost on the way to it. */
function crossesBoundary({ device }: Journey): boolean {
  const consumer = firstConsumer(device.pipeline);
  const isRuleInBroker = device.pipeline.rule?.dialect === 'emqx';
  return consumer !== undefined && device.pipeline.gateway === undefined && !isRuleInBroker;
}

/**
 * Something in the tail says that it works on a message. A function that was called
 * by nobody knows whom looks like any backend's, unless it tells its trigger.
 */
function tellsMessage({ device }: Journey): boolean {
  const { subscriber, rule, function: called } = device.pipeline;
  return subscriber !== undefined || rule !== undefined || called?.dialect !== 'lambdaOld';
}

const isRuleOutsideBroker = ({ device }: Journey) =>
  device.pipeline.rule !== undefined && device.pipeline.rule.dialect !== 'emqx';

export const ORPHANS: readonly Deviation[] = [
  {
    name: 'legacy publisher, consumer says so',
    kind: 'orphan',
    isHarmless: false,
    isPossible: crossesBoundary,
    apply: (journey) => ({ ...journey, context: 'told' }),
  },
  {
    name: 'legacy publisher, consumer silent',
    kind: 'orphan',
    isHarmless: false,
    isPossible: (journey) => crossesBoundary(journey) && tellsMessage(journey),
    apply: (journey) => ({ ...journey, context: 'lost' }),
  },
  {
    name: 'republished without context',
    kind: 'orphan',
    isHarmless: false,
    isPossible: (journey) =>
      isRuleOutsideBroker(journey) &&
      crossesBoundary(journey) &&
      journey.device.pipeline.broker !== undefined,
    apply: (journey) => ({
      ...journey,
      context: 'lost',
      rule: { ...journey.rule, isRepublishing: true },
    }),
  },
  {
    name: 'head never exported',
    kind: 'orphan',
    isHarmless: false,
    isPossible: (journey) =>
      crossesBoundary(journey) &&
      tellsMessage(journey) &&
      journey.device.pipeline.subscriber === undefined,
    apply: (journey) => ({ ...journey, lost: ['head'] }),
  },
  {
    name: 'consumer never exported',
    kind: 'orphan',
    isHarmless: false,
    isPossible: ({ device }) =>
      device.pipeline.subscriber !== undefined &&
      (device.pipeline.rule !== undefined || device.pipeline.function !== undefined),
    apply: (journey) => ({ ...journey, lost: ['consumer'] }),
  },
  {
    name: 'ends in the broker',
    kind: 'orphan',
    isHarmless: false,
    isPossible: ({ device }) => device.pipeline.gateway === undefined,
    apply: (journey) => ({ ...journey, endsAfter: 'broker' }),
  },
  {
    name: 'linked halves',
    kind: 'orphan',
    isHarmless: true,
    isPossible: crossesBoundary,
    apply: (journey) => ({ ...journey, context: 'linked' }),
  },
  {
    name: 'batch of linked messages',
    kind: 'orphan',
    isHarmless: true,
    isPossible: crossesBoundary,
    apply: (journey) => ({ ...journey, context: 'batched' }),
  },
  {
    name: 'device hands on ids and exports nothing',
    kind: 'orphan',
    isHarmless: true,
    isPossible: ({ device }) =>
      device.pipeline.gateway === undefined &&
      (device.pipeline.broker !== undefined || device.pipeline.subscriber !== undefined),
    apply: (journey) => ({ ...journey, tracing: 'idsOnly' }),
  },
  {
    name: 'broker starts the trace',
    kind: 'orphan',
    isHarmless: true,
    isPossible: ({ device }) =>
      device.pipeline.broker !== undefined &&
      device.pipeline.gateway === undefined &&
      device.pipeline.contextFrom === 'broker',
    apply: (journey) => ({ ...journey, tracing: 'none' }),
  },
  {
    name: 'rule passes it on',
    kind: 'orphan',
    isHarmless: true,
    isPossible: isRuleOutsideBroker,
    apply: (journey) => ({ ...journey, rule: { ...journey.rule, isRepublishing: true } }),
  },
];
