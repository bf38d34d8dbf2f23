import { clip } from '../clip.ts';
import { detectFindings } from '../findings/detectFindings.ts';
import type { Finding } from '../findings/finding.ts';
import type { Mutable } from '../mutable.ts';
import { type DeviceIdentity, resolveDevice } from '../pipeline/deviceIdentity.ts';
import { type Hop, hopsOf } from '../pipeline/hops.ts';
import { resolveNames } from '../pipeline/identity.ts';
import { MAX_LABEL_LENGTH } from '../pipeline/label.ts';
import {
  type PipelineTrace,
  readPipeline,
  type SpanReader,
  spanAt,
  spanEndUs,
} from '../pipeline/pipelineTrace.ts';
import { missingStagesOf, routeOf } from '../pipeline/routeOf.ts';
import type { Route } from '../pipeline/routes.ts';
import { spanSaysByte } from '../pipeline/spanSays.ts';
import { type PathStage, STAGES, type Stage, stageOrder } from '../pipeline/stages.ts';
import type { Span } from '../span/span.ts';
import { findBottleneck } from './bottleneck.ts';
import type { SummaryContext } from './summaryContext.ts';
import { RULES_VERSION, type StageSummary, type TraceSummary } from './traceSummary.ts';

/**
 * What happened to one message: the whole meaning of a trace in a flat object.
 *
 * @param spans  all known spans of one trace, in any order; at least one
 * @throws {RangeError} when there is no span
 */
export function summarizeTrace(spans: readonly Span[], context: SummaryContext): TraceSummary {
  const root = spans[0];
  if (root === undefined) throw new RangeError('a trace has at least one span');

  const trace = readPipeline(spans, readerOf(context));
  const device = resolveDevice(trace, context.identityRules);
  const names = resolveNames(trace);
  const isOfDevice = device.deviceId !== undefined || device.topicTemplate !== undefined;
  const route = routeOf(trace, context.routes, isOfDevice);
  const hops = hopsOf(trace, context.thresholds.clockSkewToleranceUs);
  const stages = summarizeStages(trace, hops);
  const findings = detectFindings({ trace, hops, route, device, names, context });
  const { seen } = trace;
  const lastStage = seen.at(-1);
  const missingStages = route === undefined ? [] : missingOf(route, seen, findings, context);
  const bottleneck = findBottleneck(trace, hops, stages);
  const entry = rootSpan(trace);

  // Assigned rather than spread: this runs for every trace, and spreading costs 2 µs each.
  const summary: Mutable<TraceSummary> = {
    traceId: root.traceId,
    startUs: trace.startUs,
    durationUs: trace.endUs - trace.startUs,
    spanCount: spans.length,
    errorCount: countTrue(trace.failed),
    services: servicesByStart(trace),
    rootService: clip(entry.resource.service, MAX_LABEL_LENGTH),
    rootOperation: clip(entry.operation, MAX_LABEL_LENGTH),
    isComplete: missingStages.length === 0 || endsForReason(stages, findings, lastStage),
    isSettled: context.isSettled,
    stages,
    missingStages,
    findings,
    identityRules: {},
    rulesVersion: RULES_VERSION,
  };
  if (route !== undefined) summary.route = route.name;
  if (lastStage !== undefined) summary.lastStage = lastStage;
  if (bottleneck !== undefined) summary.bottleneck = bottleneck;
  addDevice(summary, device);
  Object.assign(summary, names);
  return summary;
}

function readerOf({ saysOf, stageRules }: SummaryContext): SpanReader | undefined {
  if (saysOf !== undefined || stageRules === undefined) return saysOf;
  return (span) => spanSaysByte(span, stageRules);
}

function addDevice(summary: Mutable<TraceSummary>, device: DeviceIdentity): void {
  const rules: Record<string, string> = {};
  for (const key of ['deviceId', 'firmware', 'topicTemplate'] as const) {
    const resolved = device[key];
    if (resolved === undefined) continue;
    summary[key] = resolved.value;
    rules[key] = resolved.rule;
  }
  summary.identityRules = rules;
}

export const MAX_SERVICES = 20;

/**
 * What the route expects and nobody saw, less what is known to be elsewhere: a head
 * that no finding misses (its device exports nothing, or a link leads to it), and a
 * tail that another trace is.
 */
function missingOf(
  route: Route,
  seen: readonly PathStage[],
  findings: readonly Finding[],
  { isSettled, linkedFrom = [] }: SummaryContext,
): readonly PathStage[] {
  const missing = missingStagesOf(route, seen);
  const first = stageOrder(seen[0] ?? 'device');
  const last = stageOrder(seen.at(-1) ?? 'device');
  const isHeadKnown =
    isSettled &&
    !findings.some(({ kind, orphanWay }) => {
      return kind === 'orphan' && orphanWay !== 'O5';
    });
  const isTailKnown = linkedFrom.length > 0;
  return missing.filter((stage) => {
    const isElsewhere =
      (isHeadKnown && stageOrder(stage) < first) || (isTailKnown && stageOrder(stage) > last);
    return !isElsewhere;
  });
}

/** A drop, a missed rule, or the failure of the last stage says why nothing came after. */
function endsForReason(
  stages: readonly StageSummary[],
  findings: readonly Finding[],
  lastStage: PathStage | undefined,
): boolean {
  if (findings.some(({ kind }) => kind === 'broker-drop' || kind === 'rule-miss')) return true;
  return stages.some(({ stage, hasError }) => stage === lastStage && hasError);
}

function countTrue(flags: readonly boolean[]): number {
  let count = 0;
  for (const isSet of flags) if (isSet) count++;
  return count;
}

function summarizeStages(trace: PipelineTrace, hops: readonly Hop[]): readonly StageSummary[] {
  const summaries: StageSummary[] = [];
  for (const stage of STAGES) {
    const rows = trace.rowsOf[stage];
    if (rows.length > 0) summaries.push(summarizeStage(trace, stage, rows, hops));
  }
  return summaries;
}

function summarizeStage(
  trace: PipelineTrace,
  stage: Stage,
  rows: readonly number[],
  hops: readonly Hop[],
): StageSummary {
  let service = '';
  let startUs = Number.POSITIVE_INFINITY;
  let endUs = Number.NEGATIVE_INFINITY;
  let hasError = false;
  for (const row of rows) {
    const span = spanAt(trace, row);
    if (span.startUs < startUs) {
      startUs = span.startUs;
      service = span.resource.service;
    }
    endUs = Math.max(endUs, spanEndUs(span));
    hasError ||= trace.failed[row] ?? false;
  }
  return {
    stage,
    service: clip(service, MAX_LABEL_LENGTH),
    startOffsetUs: startUs - trace.startUs,
    durationUs: endUs - startUs,
    gapBeforeUs: hops.find(({ to }) => to === stage)?.gapUs ?? 0,
    hasError,
    spanCount: rows.length,
  };
}

function servicesByStart(trace: PipelineTrace): readonly string[] {
  const { spans, services, serviceOf } = trace;
  const firstStartUs = new Float64Array(services.length).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < spans.length; row++) {
    const service = serviceOf[row] ?? 0;
    const { startUs } = spanAt(trace, row);
    if (startUs < (firstStartUs[service] ?? 0)) firstStartUs[service] = startUs;
  }
  // Rows stand in the order of their starts, so mostly there is nothing to sort.
  const byStart = isAscending(firstStartUs) ? services : sortedBy(firstStartUs, services);
  return byStart.slice(0, MAX_SERVICES).map((service) => clip(service, MAX_LABEL_LENGTH));
}

function isAscending(numbers: Float64Array): boolean {
  for (let i = 1; i < numbers.length; i++) {
    if ((numbers[i] ?? 0) < (numbers[i - 1] ?? 0)) return false;
  }
  return true;
}

function sortedBy(rank: Float64Array, texts: readonly string[]): readonly string[] {
  const order = texts.map((_, index) => index);
  return order.sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0)).map((index) => texts[index] ?? '');
}

/** The earliest span without a parent; where every parent is missing, the earliest of those. */
function rootSpan(trace: PipelineTrace): Span {
  const { spans } = trace;
  const root = spans.find(({ parentSpanId }) => parentSpanId === undefined) ?? spans[0];
  if (root === undefined) throw new RangeError('a trace has at least one span');
  return root;
}
