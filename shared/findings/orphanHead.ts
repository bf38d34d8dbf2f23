import { isDangling, type PipelineTrace, spanAt } from '../pipeline/pipelineTrace.ts';
import {
  DEFAULT_ENTRY_STAGES,
  DEFAULT_UNEXPORTED_PARENT_OK,
  type Route,
} from '../pipeline/routes.ts';
import type { PathStage } from '../pipeline/stages.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { Span } from '../span/span.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { OrphanWay } from './finding.ts';
import { isHousekeeping, isRequest, isScheduled, isUnsampled } from './notAMessage.ts';

/** One way in which the beginning is missing, and the span that shows it. */
export interface Headless {
  readonly way: OrphanWay;
  readonly row: number;
  /** The parent that was never exported. */
  readonly danglingParentId?: string;
}

/**
 * The ways in which a trace has no beginning: O1, O2, O3 and O4, in no order.
 *
 * A trace that links to where it came from has one; so has one whose device makes
 * ids and exports nothing, whose sender was not sampled, or that began with a
 * request, a clock or a broker's own business rather than with a message.
 */
export function headlessWays({ trace, route, context }: DetectionInput): readonly Headless[] {
  if (linksUpstream(trace)) return [];
  const ways: Headless[] = [];
  const toldRow = contextlessRow(trace);
  if (toldRow !== -1) ways.push({ way: 'O1', row: toldRow });
  if (route === undefined || !context.isSettled) return ways;

  const entries = route.entryStages ?? DEFAULT_ENTRY_STAGES;
  const heads = headsOf(trace);
  const suspects = heads.filter((head) => !isBegunOtherwise(trace, head));
  const parentless = suspects.filter(({ rootRow }) => !isDangling(trace, rootRow));
  const misplaced = parentless.filter(({ stage }) => !entries.includes(stage) && stage !== 'db');
  const dangling = suspects.filter(({ rootRow }) => isDangling(trace, rootRow));
  const unexported = unexportedParents(trace, route, dangling);
  const torn = dangling.filter(({ rootRow }) => !unexported.has(parentIdOf(trace, rootRow)));

  const [firstTorn] = torn;
  const [firstMisplaced] = misplaced;
  if (firstTorn !== undefined) {
    const danglingParentId = parentIdOf(trace, firstTorn.rootRow);
    ways.push({ way: 'O3', row: firstTorn.row, danglingParentId });
  }
  if (firstMisplaced !== undefined && firstMisplaced === heads[0]) {
    ways.push({ way: 'O2', row: firstMisplaced.row });
  }
  const first = firstTorn ?? firstMisplaced;
  const isHeadless = trace.rowsOf.device.length === 0 && trace.rowsOf.broker.length === 0;
  if (isHeadless && first !== undefined) ways.push({ way: 'O4', row: first.row });
  return ways;
}

/** A span on the path with no span of the path above it. */
interface Head {
  readonly row: number;
  readonly stage: PathStage;
  /** The root of its tree: itself, or a span of no stage. */
  readonly rootRow: number;
}

/** By start. */
function headsOf(trace: PipelineTrace): readonly Head[] {
  const { parent, stages } = trace;
  const rootOf: number[] = [];
  const isOnPath: boolean[] = [];
  const heads: Head[] = [];
  for (const [row, stage] of stages.entries()) {
    // Parents stand above their children, so both lists hold whatever is above.
    const above = parent[row] ?? -1;
    const rootRow = rootOf[above] ?? row;
    const isBelowPath = isOnPath[above] ?? false;
    rootOf.push(rootRow);
    isOnPath.push(isBelowPath || stage !== 'other');
    if (stage !== 'other' && !isBelowPath) heads.push({ row, stage, rootRow });
  }
  if (heads.length < 2) return heads;
  return heads.sort((a, b) => spanAt(trace, a.row).startUs - spanAt(trace, b.row).startUs);
}

/**
 * It began with a device, a request, a clock, a broker's own business, or a sender
 * nobody sampled. A rule engine or subscriber that is called by RPC still works on a
 * message: only a function, or what stands above the path, begins with a request.
 */
function isBegunOtherwise(trace: PipelineTrace, { row, rootRow, stage }: Head): boolean {
  const span = spanAt(trace, row);
  const root = spanAt(trace, rootRow);
  if (stage === 'device' || root.resource.service !== span.resource.service) return true;
  if ((root !== span || stage === 'function') && isRequest(root)) return true;
  return [span, root].some(
    (each) => isScheduled(each) || isHousekeeping(each) || isUnsampled(each),
  );
}

/**
 * Ids of the device's spans, where the device makes ids and exports no spans: the
 * parents of the broker's spans and of the first subscriber's. Whatever shares them
 * is fine as well, because a broker passes the context on unchanged.
 */
function unexportedParents(
  trace: PipelineTrace,
  route: Route,
  dangling: readonly Head[],
): ReadonlySet<string> {
  const ids = new Set<string>();
  if (trace.rowsOf.device.length > 0) return ids;
  const allowed = route.unexportedParentOk ?? DEFAULT_UNEXPORTED_PARENT_OK;
  const firstSubscriber = dangling.find(({ stage }) => stage === 'subscriber');
  for (const head of dangling) {
    const isFirst = head.stage !== 'subscriber' || head === firstSubscriber;
    if (isFirst && allowed.includes(head.stage)) ids.add(parentIdOf(trace, head.rootRow));
  }
  return ids;
}

function parentIdOf(trace: PipelineTrace, row: number): string {
  return spanAt(trace, row).parentSpanId ?? '';
}

/** Links from the database's own spans name the messages of a batch, not where the trace came from. */
function linksUpstream(trace: PipelineTrace): boolean {
  return trace.spans.some((span, row) => trace.stages[row] !== 'db' && linksElsewhere(span));
}

function linksElsewhere({ links, traceId }: Span): boolean {
  return links.some((link) => link.traceId !== traceId && !/^0*$/.test(link.traceId));
}

const MISSING_CONTEXT = new SoughtKeys([
  'mqtt.missing_context',
  'messaging.mqtt.missing_context',
  'messaging.missing_context',
  'nats.missing_context',
]);

/** The row of the span that says so, or -1. */
function contextlessRow(trace: PipelineTrace): number {
  return trace.spans.findIndex(({ attributes }) => MISSING_CONTEXT.areTrueIn(attributes));
}
