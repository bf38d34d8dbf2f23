import type { Finding } from '../../shared/findings/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../shared/pipeline/routes.ts';
import type { Span } from '../../shared/span/span.ts';
import { summarizeTrace } from '../../shared/summary/summarizeTrace.ts';
import type { SummaryContext } from '../../shared/summary/summaryContext.ts';
import { buildFleet } from './fleet.ts';
import { evenMix } from './incidents/chooser.ts';
import { INCIDENT_KINDS, type IncidentKind } from './incidents/deviation.ts';
import type { ClockFaults } from './serviceClocks.ts';
import { Simulation } from './simulation.ts';
import type { TraceTruth } from './truth.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface LabelledFleet {
  readonly name: string;
  readonly seed: number;
  readonly vocabulary: Vocabulary;
  /** Share of devices whose clock runs seconds ahead. */
  readonly skewedShare: number;
  readonly clockFaults: ClockFaults;
  readonly traceCount: number;
}

interface KindScore {
  readonly kind: IncidentKind;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly precision: number;
  readonly recall: number;
}

export interface DetectionScore {
  readonly kinds: readonly KindScore[];
  /** How many traces of each shape were judged wrongly, most first: "missed queue-gap: short wait in presses". */
  readonly mistakes: readonly {
    readonly shape: string;
    readonly count: number;
    readonly traceId: string;
  }[];
  readonly traces: ReadonlyMap<string, JudgedTrace>;
}

interface JudgedTrace {
  readonly truth: TraceTruth;
  readonly spans: readonly Span[];
}

const MINUTE_US = 60_000_000;
const START_US = Date.UTC(2026, 4, 11, 9) * 1000;

/** Runs the detectors over a labelled fleet, every trace settled and all links known. */
export function scoreDetection(fleet: LabelledFleet): DetectionScore {
  const { spans, truths, nowUs } = simulate(fleet);
  const linkedFrom = inboundLinks(spans);
  const tally = new Tally();
  const traces = new Map<string, JudgedTrace>();
  for (const truth of truths) {
    const spansOfTrace = spans.get(truth.traceId) ?? [];
    const inbound = linkedFrom.get(truth.traceId);
    const context: SummaryContext = {
      nowUs,
      isSettled: true,
      thresholds: DEFAULT_THRESHOLDS,
      routes: DEFAULT_ROUTES,
      ...(inbound && { linkedFrom: [...inbound] }),
    };
    tally.judge(truth, summarizeTrace(spansOfTrace, context).findings);
    traces.set(truth.traceId, { truth, spans: spansOfTrace });
  }
  return { ...tally.result(), traces };
}

function simulate(fleet: LabelledFleet) {
  const { seed, vocabulary, skewedShare, clockFaults, traceCount } = fleet;
  const simulation = new Simulation({
    seed,
    vocabulary,
    devices: buildFleet({ seed, deviceCount: 300, vocabulary, skewedShare, newestShare: 0.7 }),
    messagesPerSecond: traceCount / 600,
    choose: evenMix({ kinds: INCIDENT_KINDS, faultShare: 0.35, nearMissShare: 0.4 }),
    fromUs: START_US,
    rolloutUs: START_US - 60 * MINUTE_US,
    clockFaults,
  });
  const early = simulation.advanceTo(START_US + 10 * MINUTE_US);
  const late = simulation.drain();
  const spans = new Map<string, Span[]>();
  for (const span of [...early.spans, ...late.spans]) {
    const trace = spans.get(span.traceId);
    if (trace === undefined) spans.set(span.traceId, [span]);
    else trace.push(span);
  }
  return { spans, truths: [...early.labels, ...late.labels], nowUs: START_US + 30 * MINUTE_US };
}

function inboundLinks(
  spans: ReadonlyMap<string, readonly Span[]>,
): ReadonlyMap<string, Set<string>> {
  const inbound = new Map<string, Set<string>>();
  for (const [traceId, spansOfTrace] of spans) {
    for (const { links } of spansOfTrace) {
      for (const link of links) {
        const sources = inbound.get(link.traceId) ?? new Set();
        inbound.set(link.traceId, sources.add(traceId));
      }
    }
  }
  return inbound;
}

interface Counts {
  right: number;
  wrong: number;
  missed: number;
}

class Tally {
  readonly #counts = new Map<IncidentKind, Counts>(
    INCIDENT_KINDS.map((kind) => [kind, { right: 0, wrong: 0, missed: 0 }]),
  );
  readonly #mistakes = new Map<string, { count: number; readonly traceId: string }>();

  judge(truth: TraceTruth, findings: readonly Finding[]): void {
    for (const [kind, counts] of this.#counts) {
      const finding = findings.find((candidate) => candidate.kind === kind);
      const isExpected = truth.findings.includes(kind);
      const isSameWay = kind !== 'orphan' || finding?.orphanWay === truth.orphanWay;
      if (finding !== undefined && isExpected && isSameWay) counts.right += 1;
      else if (finding !== undefined || isExpected) {
        if (finding !== undefined) counts.wrong += 1;
        if (isExpected) counts.missed += 1;
        this.#note(truth, isExpected ? 'missed' : 'false', kind, finding);
      }
    }
  }

  result(): Omit<DetectionScore, 'traces'> {
    const kinds = [...this.#counts].map(([kind, { right, wrong, missed }]) => ({
      kind,
      truePositives: right,
      falsePositives: wrong,
      falseNegatives: missed,
      precision: right + wrong === 0 ? 1 : right / (right + wrong),
      recall: right + missed === 0 ? 1 : right / (right + missed),
    }));
    const mistakes = [...this.#mistakes]
      .map(([shape, mistake]) => ({ shape, ...mistake }))
      .sort((a, b) => b.count - a.count);
    return { kinds, mistakes };
  }

  #note(truth: TraceTruth, what: string, kind: IncidentKind, finding: Finding | undefined): void {
    const ways =
      kind === 'orphan' ? ` (${truth.orphanWay ?? '-'}, found ${finding?.orphanWay ?? '-'})` : '';
    const story = truth.incident ?? truth.nearMiss ?? 'healthy';
    const shape = `${what} ${kind}${ways}: ${story} in ${truth.pipeline}`;
    const mistake = this.#mistakes.get(shape) ?? { count: 0, traceId: truth.traceId };
    mistake.count += 1;
    this.#mistakes.set(shape, mistake);
  }
}
