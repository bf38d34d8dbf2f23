import { findBrokerDrop } from './brokerDrop.ts';
import { findColdStart } from './coldStart.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { Finding } from './finding.ts';
import { findOrphan } from './orphan.ts';
import { findQos0Instant } from './qos0Instant.ts';
import { findQueueGaps } from './queueGap.ts';
import { findRetries } from './retry.ts';
import { findRuleMiss } from './ruleMiss.ts';
import { findTypeConflicts } from './typeConflict.ts';

/**
 * Every finding of one trace, one for each cause, the most telling first. A drop or a
 * missed rule is why a trace ends early, so it is no orphan beside that.
 */
export function detectFindings(input: DetectionInput): readonly Finding[] {
  const ends = [...findBrokerDrop(input), ...findRuleMiss(input)];
  const orphans = findOrphan(input);
  const isTailTold = ends.length > 0;
  return [
    ...ends,
    ...(isTailTold ? orphans.filter(({ orphanWay }) => orphanWay !== 'O5') : orphans),
    ...findTypeConflicts(input),
    ...findQueueGaps(input),
    ...findColdStart(input),
    ...findRetries(input),
    ...findQos0Instant(input),
  ];
}
