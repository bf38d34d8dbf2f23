import { resolveStages } from '../pipeline/resolveStages.ts';
import { evidenceCode, saysFailed } from '../pipeline/spanSays.ts';
import { joinLayouts } from './joinLayouts.ts';
import { idHalves, SpanIndex } from './spanIndex.ts';
import type { SpanLayout } from './spanLayout.ts';
import { SPAN_STATUSES } from './spanLayout.ts';
import { orderByStart } from './startOrder.ts';
import { tableInRowOrder } from './textTable.ts';
import type { RowIds, TraceColumns } from './traceColumns.ts';
import { ROW_FLAGS } from './traceColumns.ts';
import { breakCycles, treeOrder } from './treeOrder.ts';

export interface TraceLayout {
  readonly columns: TraceColumns;
  readonly ids: RowIds;
  /** The row of each span, by its position in the batches put end to end. */
  readonly rowOfSpan: Uint32Array;
}

export interface Snapshot {
  readonly revision: number;
  readonly isFinal: boolean;
}

const ONLY_SNAPSHOT: Snapshot = { revision: 0, isFinal: true };

/**
 * Lays a trace out as rows in tree pre-order: roots by start, children by start,
 * equal starts by id. The result does not depend on the order of arrival, so two
 * readers agree on what row 17 is.
 *
 * Every span gets exactly one row. A span whose parent is not there is a root
 * (`missingParent`); of a parent cycle the first span is one (`cycle`). Where ids
 * repeat, children belong to the earliest holder. Starts and durations that are
 * no whole numbers are rounded, those that are no numbers count as 0.
 */
export function layoutTrace(
  traceId: string,
  batches: readonly SpanLayout[],
  snapshot: Snapshot = ONLY_SNAPSHOT,
): TraceLayout {
  const spans = joinLayouts(batches);
  const { startUs, offsetUs } = offsetsFromEarliest(spans);
  const order = orderByStart(offsetUs, spans);
  const { parentOf, treeFlags } = linkParents(spans, order);
  const tree = treeOrder(parentOf);

  const { count } = spans;
  const spanOfRow = new Uint32Array(count);
  const rowOfSpan = new Uint32Array(count);
  const startOffsetUs = new Float64Array(count);
  const rowDurationUs = new Float64Array(count);
  const evidence = new Uint8Array(count);
  const flags = new Uint8Array(count);
  const service = new Uint32Array(count);
  const operation = new Uint32Array(count);
  let endOffsetUs = 0;

  for (let row = 0; row < count; row++) {
    const node = tree.nodeOfRow[row] ?? 0;
    const span = order[node] ?? 0;
    const durationUs = wholeUs(spans.durationUs[span]);
    rowOfSpan[span] = row;
    spanOfRow[row] = span;
    startOffsetUs[row] = offsetUs[span] ?? 0;
    rowDurationUs[row] = durationUs;
    evidence[row] = evidenceCode(spans.evidence[span] ?? 0);
    flags[row] = (treeFlags[node] ?? 0) | ownFlags(spans, span, durationUs);
    service[row] = spans.service[span] ?? 0;
    operation[row] = spans.operation[span] ?? 0;
    endOffsetUs = Math.max(endOffsetUs, (offsetUs[span] ?? 0) + Math.max(0, durationUs));
  }

  const columns: TraceColumns = {
    traceId,
    startUs,
    durationUs: endOffsetUs,
    ...snapshot,
    rowCount: count,
    startOffsetUs,
    rowDurationUs,
    parentRow: tree.parentRow,
    depth: tree.depth,
    subtreeSize: tree.subtreeSize,
    service,
    operation,
    stage: resolveStages(evidence, tree.parentRow, service),
    flags,
    services: tableInRowOrder(service, spans.services),
    operations: tableInRowOrder(operation, spans.operations),
  };
  const ids = new BigUint64Array(pick(spans.spanId, spanOfRow).buffer);
  return { columns, ids, rowOfSpan };
}

function offsetsFromEarliest(spans: SpanLayout): { startUs: number; offsetUs: Float64Array } {
  let earliestUs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < spans.count; i++) {
    const us = spans.startUs[i] ?? 0;
    if (us < earliestUs) earliestUs = us;
  }
  const startUs = wholeUs(earliestUs);
  const offsetUs = new Float64Array(spans.count);
  for (let i = 0; i < spans.count; i++) {
    offsetUs[i] = Math.max(0, wholeUs(wholeUs(spans.startUs[i], startUs) - startUs));
  }
  return { startUs, offsetUs };
}

/** Rounded and kept within what a double counts exactly; `fallbackUs` for what is no number. */
function wholeUs(us: number | undefined, fallbackUs = 0): number {
  if (us === undefined || !Number.isFinite(us)) return fallbackUs;
  const clampedUs = Math.min(Math.max(us, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  return Math.round(clampedUs) + 0;
}

/** Parents as nodes, a node being a position in `order`, with the flags that the tree gives. */
function linkParents(
  spans: SpanLayout,
  order: Uint32Array,
): { parentOf: Int32Array; treeFlags: Uint8Array } {
  const treeFlags = new Uint8Array(order.length);
  const nodeOfId = indexNodes(pick(spans.spanId, order), treeFlags);
  const parents = pick(spans.parentId, order);
  const parentOf = new Int32Array(order.length).fill(-1);
  for (let node = 0; node < order.length; node++) {
    const low = parents[node * 2] ?? 0;
    const high = parents[node * 2 + 1] ?? 0;
    if (low === 0 && high === 0) continue;
    const parent = nodeOfId.find(low, high);
    parentOf[node] = parent;
    if (parent === -1) addFlag(treeFlags, node, ROW_FLAGS.missingParent);
  }
  for (const node of breakCycles(parentOf)) addFlag(treeFlags, node, ROW_FLAGS.cycle);
  return { parentOf, treeFlags };
}

/** The halves of `ids[order[0]]`, `ids[order[1]]`, … */
function pick(ids: BigUint64Array, order: Uint32Array): Uint32Array {
  const from = idHalves(ids);
  const picked = new Uint32Array(order.length * 2);
  for (let i = 0; i < order.length; i++) {
    const at = (order[i] ?? 0) * 2;
    picked[i * 2] = from[at] ?? 0;
    picked[i * 2 + 1] = from[at + 1] ?? 0;
  }
  return picked;
}

function indexNodes(nodeIds: Uint32Array, treeFlags: Uint8Array): SpanIndex {
  const index = new SpanIndex(nodeIds);
  for (let node = 0; node < treeFlags.length; node++) {
    const holder = index.add(node);
    if (holder === -1) continue;
    addFlag(treeFlags, holder, ROW_FLAGS.duplicateId);
    addFlag(treeFlags, node, ROW_FLAGS.duplicateId);
  }
  return index;
}

function addFlag(flags: Uint8Array, at: number, flag: number): void {
  flags[at] = (flags[at] ?? 0) | flag;
}

const ERROR_STATUS = SPAN_STATUSES.indexOf('error');

function ownFlags(spans: SpanLayout, span: number, durationUs: number): number {
  let flags = 0;
  if (spans.status[span] === ERROR_STATUS || saysFailed(spans.evidence[span] ?? 0)) {
    flags |= ROW_FLAGS.error;
  }
  if (durationUs < 0) flags |= ROW_FLAGS.negative;
  if ((spans.events[span] ?? 0) > 0) flags |= ROW_FLAGS.hasEvents;
  return flags;
}
