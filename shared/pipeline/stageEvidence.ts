/**
 * What a span says about its stage by itself, before its ancestors are known.
 * A store keeps this byte beside the span, so that a trace is laid out without
 * reading attributes; `resolveStages` turns it into a stage.
 *
 * Append only: stored bytes are indices into this list.
 */
export const STAGE_EVIDENCES = [
  /** Says nothing: inherits its parent's stage within one service, else `other`. */
  'none',
  'device',
  'broker',
  'subscriber',
  'rule',
  'function',
  'db',
  /** A function only when its parent belongs to another service. */
  'functionEntry',
  /** A message was sent: the device's own, or the egress of the stage it happened in. */
  'publish',
  'other',
] as const;

export type StageEvidence = (typeof STAGE_EVIDENCES)[number];
