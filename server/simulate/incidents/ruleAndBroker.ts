import type { Journey } from '../journey.ts';
import type { Deviation } from './deviation.ts';

const hasRule = ({ device }: Journey) => device.pipeline.rule !== undefined;
const hasSeveralRules = ({ device }: Journey) => (device.pipeline.rule?.names.length ?? 0) > 1;

function withRule(journey: Journey, rule: Partial<Journey['rule']>): Journey {
  return { ...journey, rule: { ...journey.rule, ...rule } };
}

export const RULE_MISSES: readonly Deviation[] = [
  {
    name: 'no rule matches',
    kind: 'rule-miss',
    isHarmless: false,
    isPossible: hasRule,
    apply: (journey) => withRule(journey, { fate: 'missed' }),
  },
  {
    name: 'no rule matches, said as text',
    kind: 'rule-miss',
    isHarmless: false,
    isPossible: hasRule,
    apply: (journey) => withRule(journey, { fate: 'missed', wording: 'text' }),
  },
  {
    name: 'no rule matches, empty filter',
    kind: 'rule-miss',
    isHarmless: false,
    isPossible: hasRule,
    apply: (journey) => withRule(journey, { fate: 'missed', wording: 'empty' }),
  },
  {
    name: 'the match is a topic filter',
    kind: 'rule-miss',
    isHarmless: true,
    isPossible: hasRule,
    apply: (journey) => withRule(journey, { wording: 'topicFilter' }),
  },
  {
    name: 'another rule matches',
    kind: 'rule-miss',
    isHarmless: true,
    isPossible: hasSeveralRules,
    apply: (journey) => withRule(journey, { fate: 'otherMatched' }),
  },
  {
    name: 'one rule matches, one does not',
    kind: 'rule-miss',
    isHarmless: true,
    isPossible: hasSeveralRules,
    apply: (journey) => withRule(journey, { fate: 'alsoMissed' }),
  },
  {
    name: 'matched, and nothing came after',
    kind: 'rule-miss',
    isHarmless: true,
    isPossible: hasRule,
    apply: (journey) => ({ ...journey, endsAfter: 'rule' }),
  },
];

const hasBroker = ({ device }: Journey) => device.pipeline.broker !== undefined;

export const BROKER_DROPS: readonly Deviation[] = [
  {
    name: 'nobody subscribed',
    kind: 'broker-drop',
    isHarmless: false,
    isPossible: hasBroker,
    apply: (journey) => ({ ...journey, broker: { ...journey.broker, fate: 'dropped' } }),
  },
  {
    name: 'no subscriber, but a rule took it',
    kind: 'broker-drop',
    isHarmless: true,
    isPossible: ({ device }) =>
      device.pipeline.broker?.dialect === 'emqx' &&
      device.pipeline.subscriber === undefined &&
      device.pipeline.rule?.dialect === 'emqx',
    apply: (journey) => ({ ...journey, broker: { ...journey.broker, fate: 'ruleOnly' } }),
  },
  {
    name: 'slow broker',
    kind: 'broker-drop',
    isHarmless: true,
    isPossible: hasBroker,
    apply: (journey, random) => ({
      ...journey,
      broker: { ...journey.broker, workUs: random.integer(700_000, 2_000_000) },
    }),
  },
  {
    name: 'acknowledged late, delivered',
    kind: 'broker-drop',
    isHarmless: true,
    isPossible: hasBroker,
    apply: (journey, random) => ({
      ...journey,
      publish: { ...journey.publish, durationUs: random.integer(600_000, 900_000) },
    }),
  },
];
