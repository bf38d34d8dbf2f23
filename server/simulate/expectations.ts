import type { FindingKind, OrphanWay } from '../../shared/findings/finding.ts';

/** Collects what must be found in a trace while its spans are written; kept apart from them. */
export class Expectations {
  readonly #findings = new Set<FindingKind>();
  #orphanWay: OrphanWay | undefined;

  expect(kind: Exclude<FindingKind, 'orphan'>): void {
    this.#findings.add(kind);
  }

  expectOrphan(way: OrphanWay): void {
    this.#findings.add('orphan');
    this.#orphanWay = way;
  }

  get findings(): readonly FindingKind[] {
    return [...this.#findings];
  }

  get orphanWay(): OrphanWay | undefined {
    return this.#orphanWay;
  }
}

/**
 * Waiting this long is a queue gap. The simulator keeps well away from it on
 * both sides, except where a near-miss is meant to be near.
 */
export const QUEUE_GAP_US = 1_000_000;
