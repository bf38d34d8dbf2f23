import { COLD_STARTS } from './coldStarts.ts';
import type { Deviation } from './deviation.ts';
import { INSTANT_PUBLISHES } from './instantPublishes.ts';
import { ORPHANS } from './orphans.ts';
import { QUEUE_GAPS } from './queueGaps.ts';
import { RETRIES } from './retries.ts';
import { BROKER_DROPS, RULE_MISSES } from './ruleAndBroker.ts';
import { TYPE_CONFLICTS } from './typeConflicts.ts';

/** Everything that can happen to a message, faults and look-alikes. */
export const DEVIATIONS: readonly Deviation[] = [
  ...COLD_STARTS,
  ...QUEUE_GAPS,
  ...ORPHANS,
  ...TYPE_CONFLICTS,
  ...RETRIES,
  ...RULE_MISSES,
  ...BROKER_DROPS,
  ...INSTANT_PUBLISHES,
];
