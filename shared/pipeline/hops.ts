import { qosOf } from './message.ts';
import { type PipelineTrace, spanAt, spanEndUs } from './pipelineTrace.ts';
import { PATH_STAGES, type PathStage, type Stage, stageOrder } from './stages.ts';

/**
 * The step into a stage that was seen, from the stage before it on the causal path.
 *
 *     broker      ▬▬▬
 *     rule            ·········▬▬▬▬▬
 *                  ↑  gapUs   ↑
 *                  end of the earlier stage
 */
export interface Hop {
  readonly from: PathStage;
  readonly to: PathStage;
  /** The span of the earlier stage that the later one hangs from. */
  readonly fromRow: number;
  /** The later stage's first span. */
  readonly toRow: number;
  /** How the two belong together: parent and child, span link, or only their order in one trace. */
  readonly via: 'parent' | 'link' | 'order';
  /** Waiting in between; 0 unless `timing` is `apart`. */
  readonly gapUs: number;
  /**
   * `apart`: began when the earlier stage was done. `overlap`: began while it was still
   * at it. `skew`: began before the earlier stage did by more than the tolerance, so
   * one of the clocks is wrong.
   */
  readonly timing: 'apart' | 'overlap' | 'skew';
}

/**
 * The hop into each stage that was seen, in path order; none into the stage where
 * the trace enters the path.
 *
 * A stage's gap counts from the end of the stage before it. That is the nearest
 * ancestor's stage, or a later-path stage before the entry's that hangs from the
 * same ancestor (a broker that passes the device's context on unchanged makes
 * broker and rule siblings below the device); without such an ancestor the target of a link within
 * the trace, else whatever stage came before. A QoS 0 publish ends when it is
 * handed over, so the gap after it counts from its start.
 *
 * @param skewToleranceUs  see `Thresholds.clockSkewToleranceUs`
 */
export function hopsOf(trace: PipelineTrace, skewToleranceUs: number): readonly Hop[] {
  const entries = stageEntries(trace);
  const hops: Hop[] = [];
  for (const entry of entries) {
    const upstream = upstreamOf(trace, entry, entries);
    if (upstream !== undefined) hops.push(measure(trace, entry, upstream, skewToleranceUs));
  }
  return hops;
}

/** Where a stage begins. */
interface StageEntry {
  readonly stage: PathStage;
  /** Top of the run that holds the stage's first span. */
  readonly row: number;
  readonly startUs: number;
  /** Nearest ancestor on the path and its stage; -1 when there is none. */
  readonly ancestorRow: number;
}

interface Upstream {
  readonly stage: PathStage;
  readonly row: number;
  readonly via: Hop['via'];
}

function stageEntries(trace: PipelineTrace): readonly StageEntry[] {
  const entries: StageEntry[] = [];
  for (const stage of PATH_STAGES) {
    const rows = trace.rowsOf[stage];
    let first = rows[0];
    if (first === undefined) continue;
    for (const row of rows) if (startOf(trace, row) < startOf(trace, first)) first = row;
    const row = trace.entryOf[first] ?? first;
    const ancestorRow = pathAncestor(trace, row);
    entries.push({ stage, row, startUs: startOf(trace, first), ancestorRow });
  }
  return entries;
}

function pathAncestor(trace: PipelineTrace, row: number): number {
  let above = parentOf(trace, row);
  while (above !== -1) {
    if (trace.stages[above] !== 'other' && trace.stages[above] !== trace.stages[row]) return above;
    above = parentOf(trace, above);
  }
  return -1;
}

function upstreamOf(
  trace: PipelineTrace,
  entry: StageEntry,
  entries: readonly StageEntry[],
): Upstream | undefined {
  const ancestor = onPath(trace.stages[entry.ancestorRow]);
  if (ancestor !== undefined) {
    const sibling = entries.findLast(
      (other) =>
        (ancestor === 'device' || other.ancestorRow === entry.ancestorRow) &&
        isBeside(ancestor, other.stage, entry.stage) &&
        other.startUs <= entry.startUs,
    );
    if (sibling !== undefined) return { stage: sibling.stage, row: sibling.row, via: 'order' };
    return { stage: ancestor, row: entry.ancestorRow, via: 'parent' };
  }
  return linkedUpstream(trace, entry) ?? earlierInPath(entry, entries);
}

/** Another stage than the ancestor's and before the last: a gateway consumes before the broker does. */
function isBeside(ancestor: PathStage, other: PathStage, last: PathStage): boolean {
  return other !== ancestor && stageOrder(other) < stageOrder(last);
}

/** The oldest span of another stage that the entry links to within the trace. */
function linkedUpstream(trace: PipelineTrace, entry: StageEntry): Upstream | undefined {
  const span = spanAt(trace, entry.row);
  if (span.links.length === 0) return undefined;
  const linkedIds = new Set(
    span.links.filter(({ traceId }) => traceId === span.traceId).map(({ spanId }) => spanId),
  );
  if (linkedIds.size === 0) return undefined;
  let oldest: Upstream | undefined;
  for (const [row, { spanId, startUs }] of trace.spans.entries()) {
    const stage = onPath(trace.stages[row]);
    if (!linkedIds.has(spanId) || stage === undefined || stage === entry.stage) continue;
    if (oldest === undefined || startUs < startOf(trace, oldest.row)) {
      oldest = { stage, row, via: 'link' };
    }
  }
  return oldest;
}

function earlierInPath(entry: StageEntry, entries: readonly StageEntry[]): Upstream | undefined {
  const before = entries.filter(({ stage }) => stageOrder(stage) < stageOrder(entry.stage));
  const upstream = before.findLast(({ startUs }) => startUs <= entry.startUs) ?? before.at(-1);
  return upstream && { stage: upstream.stage, row: upstream.row, via: 'order' };
}

function measure(
  trace: PipelineTrace,
  entry: StageEntry,
  upstream: Upstream,
  skewToleranceUs: number,
): Hop {
  const sentUs = startOf(trace, upstream.row);
  const betweenUs = helpersDoneUs(trace, entry);
  const doneUs = Math.max(betweenUs, workDoneUs(trace, upstream.row, entry.startUs));
  const isFireAndForget =
    upstream.stage === 'device' && qosOf(spanAt(trace, upstream.row).attributes) === 0;
  const sinceUs = isFireAndForget ? Math.max(betweenUs, sentUs) : doneUs;

  let timing: Hop['timing'] = entry.startUs < doneUs ? 'overlap' : 'apart';
  if (entry.startUs < sentUs - skewToleranceUs) timing = 'skew';
  return {
    from: upstream.stage,
    to: entry.stage,
    fromRow: upstream.row,
    toRow: entry.row,
    via: upstream.via,
    gapUs: timing === 'apart' ? entry.startUs - sinceUs : 0,
    timing,
  };
}

/** The latest end of the spans of no stage that lead from the earlier stage to this one: they worked, too. */
function helpersDoneUs(trace: PipelineTrace, { row, ancestorRow }: StageEntry): number {
  let doneUs = Number.NEGATIVE_INFINITY;
  if (ancestorRow === -1) return doneUs;
  let above = parentOf(trace, row);
  while (above !== -1 && above !== ancestorRow) {
    doneUs = Math.max(doneUs, endOf(trace, above));
    above = parentOf(trace, above);
  }
  return doneUs;
}

/**
 * When the run of spans around `row` had nothing more to do for what began at
 * `untilUs`: the latest end of those that had begun by then. A broker's other
 * deliveries and its waiting for acknowledgements are not work on this message's way.
 */
function workDoneUs(trace: PipelineTrace, row: number, untilUs: number): number {
  const stage = trace.stages[row] ?? 'other';
  const run = trace.entryOf[row];
  let doneUs = endOf(trace, row);
  let above = parentOf(trace, row);
  while (above !== -1 && trace.entryOf[above] === run) {
    doneUs = Math.max(doneUs, endOf(trace, above));
    above = parentOf(trace, above);
  }
  for (const other of trace.rowsOf[stage]) {
    const span = spanAt(trace, other);
    if (trace.entryOf[other] !== run || span.startUs > untilUs) continue;
    if (stage === 'broker' && ASIDE.test(span.operation)) continue;
    doneUs = Math.max(doneUs, spanEndUs(span));
  }
  return doneUs;
}

const ASIDE = /^(broker|client|emqx)\.pub(lish|ack|rec|rel|comp)$|^message\.deliver$/;

function onPath(stage: Stage | undefined): PathStage | undefined {
  return stage === 'other' ? undefined : stage;
}

function parentOf(trace: PipelineTrace, row: number): number {
  return trace.parent[row] ?? -1;
}

function startOf(trace: PipelineTrace, row: number): number {
  return spanAt(trace, row).startUs;
}

function endOf(trace: PipelineTrace, row: number): number {
  return spanEndUs(spanAt(trace, row));
}
