import type { FindingKind } from '../../../shared/findings/finding.ts';
import type { Journey } from '../journey.ts';
import type { Random } from '../random.ts';

/** The incidents one can switch on. */
export const INCIDENT_KINDS = [
  'cold-start',
  'queue-gap',
  'orphan',
  'type-conflict',
  'retry',
  'rule-miss',
  'broker-drop',
  'qos0-instant',
] as const satisfies readonly FindingKind[];

export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** A way a journey differs from a healthy one: a fault, or something that only looks like one. */
export interface Deviation {
  /** Unique; tells shapes of one kind apart in labels and reports. */
  readonly name: string;
  /** The finding it leads to, or the one it must not be taken for. */
  readonly kind: IncidentKind;
  readonly isHarmless: boolean;
  /** Whether this device's pipeline can have it at all. */
  readonly isPossible: (journey: Journey) => boolean;
  /** `intensity` from 0 to 1: how far the incident has built up. */
  readonly apply: (journey: Journey, random: Random, intensity: number) => Journey;
}
