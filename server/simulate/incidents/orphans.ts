import type { Journey } from '../journey.ts';
import { firstConsumer } from '../pipeline.ts';
import type { Deviation } from './deviation.ts';

/** The first consumer is a service of its own, so that the context can get lost on the way to it. */
function crossesBoundary({ device }: Journey): boolean {
  const consumer = firstConsumer(device.pipeline);
  return consumer === 'subscriber' || (consumer === 'rule' && device.pipeline.rule !== undefined);
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
    isPossible: crossesBoundary,
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
      isRuleOutsideBroker(journey) && journey.device.pipeline.subscriber === undefined,
    apply: (journey) => ({ ...journey, lost: ['head'] }),
  },
  {
    name: 'consumer never exported',
    kind: 'orphan',
    isHarmless: false,
    isPossible: ({ device }) =>
      device.pipeline.subscriber !== undefined && device.pipeline.rule !== undefined,
    apply: (journey) => ({ ...journey, lost: ['consumer'] }),
  },
  {
    name: 'ends in the broker',
    kind: 'orphan',
    isHarmless: false,
    isPossible: () => true,
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
      device.pipeline.broker !== undefined || device.pipeline.subscriber !== undefined,
    apply: (journey) => ({ ...journey, tracing: 'idsOnly' }),
  },
  {
    name: 'broker starts the trace',
    kind: 'orphan',
    isHarmless: true,
    isPossible: ({ device }) =>
      device.pipeline.broker !== undefined && device.pipeline.contextFrom === 'broker',
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
