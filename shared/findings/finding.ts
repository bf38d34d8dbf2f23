import type { Stage } from '../pipeline/stages.ts';

/** Every kind of finding the product knows, in the order facets list them. */
export const FINDING_KINDS = [
  'cold-start',
  'queue-gap',
  'orphan',
  'double-counting',
  'type-conflict',
  'retry',
  'clock-skew',
  'qos0-instant',
  'broker-drop',
  'rule-miss',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

export type Severity = 'info' | 'warning' | 'critical';

/** The five ways a trace can be an orphan: `reference` A4, decided in the order O1, O3, O4, O2, O5. */
export type OrphanWay = 'O1' | 'O2' | 'O3' | 'O4' | 'O5';

/** One detected anomaly in one trace, with the numbers that made it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** The spans it rests on, at most `MAX_FINDING_SPANS` of them. */
  readonly spanIds: readonly string[];
  /** The stage it is drawn at: for a gap the stage that waited, for an orphan the one missing or first seen. */
  readonly stage?: Stage;
  /** Numbers carry their unit in the name (`gapUs`). */
  readonly evidence: Readonly<Record<string, EvidenceValue>>;
  /** The thresholds in force, same naming. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** A few words for a list row: "queue gap 3.1 s". */
  readonly summary: string;
  /** Set on `orphan` only. */
  readonly orphanWay?: OrphanWay;
}

export type EvidenceValue = string | number | boolean | readonly string[];

export const MAX_FINDING_SPANS = 20;
