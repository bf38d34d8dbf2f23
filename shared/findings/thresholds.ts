/** Every number a finding compares against, in one table; configuration may override each by name. */
export interface Thresholds {
  /** A gap longer than this is a `queue-gap` warning, longer than the second one critical. */
  readonly queueGapWarnUs: number;
  readonly queueGapCriticalUs: number;
  /** A later stage may start this much before the earlier one without the clocks being blamed. */
  readonly clockSkewToleranceUs: number;
  /** A QoS 0 publish shorter than this measured nothing. */
  readonly instantPublishUs: number;
  /** A cold start that cost more than this is a warning, else worth knowing only. */
  readonly coldStartWarnUs: number;
  /** An attempt may start this much before the failed one ended and still count as its retry. */
  readonly retryOverlapToleranceUs: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  queueGapWarnUs: 1_000_000,
  queueGapCriticalUs: 3_000_000,
  clockSkewToleranceUs: 50_000,
  instantPublishUs: 1_000,
  coldStartWarnUs: 500_000,
  retryOverlapToleranceUs: 1_000,
};
