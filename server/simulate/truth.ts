import type { FindingKind, OrphanWay } from '../../shared/findings/finding.ts';
import type { Span } from '../../shared/span/span.ts';

/** What is true of one simulated trace. Travels apart from the spans, never in them. */
export interface TraceTruth {
  readonly traceId: string;
  /** The findings that must be raised, no other; in no order. */
  readonly findings: readonly FindingKind[];
  readonly orphanWay?: OrphanWay;
  /** Name of the incident the trace belongs to. */
  readonly incident?: string;
  /** Name of the harmless oddity the trace shows, which must stay silent. */
  readonly nearMiss?: string;
  readonly pipeline: string;
  readonly deviceId?: string;
  readonly firmware?: string;
}

export interface SimulatedTrace {
  readonly spans: readonly Span[];
  readonly truth: TraceTruth;
}
