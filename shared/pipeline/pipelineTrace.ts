import { ROW_FLAGS } from '../columns/traceColumns.ts';
import type { Span } from '../span/span.ts';
import { FEW_SPANS, indexTree } from '../span/spanTree.ts';
import { resolveStages } from './resolveStages.ts';
import { evidenceCode, saysFailed, spanSaysByte } from './spanSays.ts';
import { STAGES, type Stage } from './stages.ts';

/**
 * A trace read once: its spans in rows (parents before children, siblings by
 * start) and what every later step asks of them. Findings are functions of this.
 */
export interface PipelineTrace {
  readonly spans: readonly Span[];
  /** Row of the parent, -1 for a root. */
  readonly parent: Int32Array;
  /** Bits of `ROW_FLAGS` that the tree gives. */
  readonly flags: Uint8Array;
  /** Indices into `STAGE_EVIDENCES`. */
  readonly evidence: Uint8Array;
  readonly stages: readonly Stage[];
  readonly failed: readonly boolean[];
  /** Of each row: the topmost span of its unbroken run of one stage, itself included. */
  readonly entryOf: Int32Array;
  /** Rows of each stage, ascending. */
  readonly rowsOf: Readonly<Record<Stage, readonly number[]>>;
  /** Epoch microseconds of the earliest start. */
  readonly startUs: number;
  /** Epoch microseconds of the latest end. */
  readonly endUs: number;
}

export type SpanReader = (span: Span) => number;

/**
 * Reads the spans of one trace, in any order; see `PipelineTrace`.
 *
 * @param saysOf  `spanSaysByte` by the rules in force, or what is known of it already
 */
export function readPipeline(
  arrived: readonly Span[],
  saysOf: SpanReader = spanSaysByte,
): PipelineTrace {
  const { spans, parent, flags } = indexTree(arrived);
  // What is made with its length at once takes half the memory of what is pushed to.
  const says = spans.map(saysOf);
  const evidence = new Uint8Array(spans.length);
  for (let row = 0; row < says.length; row++) evidence[row] = evidenceCode(says[row] ?? 0);
  const failed = says.map(saysFailed);
  let startUs = Number.POSITIVE_INFINITY;
  let endUs = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    startUs = Math.min(startUs, span.startUs);
    endUs = Math.max(endUs, spanEndUs(span));
  }

  const stageCodes = resolveStages(evidence, parent, numberServices(spans));
  const stages = says.map((_, row): Stage => STAGES[stageCodes[row] ?? 0] ?? 'other');
  const rowsOf = groupRows(stages);
  const entryOf = entries(parent, stageCodes);
  return { spans, parent, flags, evidence, stages, failed, entryOf, rowsOf, startUs, endUs };
}

/**
 * The span in a row.
 *
 * @throws {RangeError} on a row the trace does not have, which is a fault of the caller
 */
export function spanAt(trace: PipelineTrace, row: number): Span {
  const span = trace.spans[row];
  if (span === undefined) throw new RangeError(`no row ${row} in a trace of ${trace.spans.length}`);
  return span;
}

/** The spans of a stage, in rows. */
export function spansIn(trace: PipelineTrace, stage: Stage): readonly Span[] {
  return trace.rowsOf[stage].map((row) => spanAt(trace, row));
}

/** The share of the trace's duration that a stretch of it took, 0 to 1. */
export function traceShare(trace: PipelineTrace, partUs: number): number {
  return Math.min(1, partUs / Math.max(1, trace.endUs - trace.startUs));
}

/** Epoch microseconds at which the span ended; its start when it says it ended before. */
export function spanEndUs(span: Span): number {
  return span.durationUs > 0 ? span.startUs + span.durationUs : span.startUs;
}

/** The span has a parent id that no span of the trace carries. */
export function isDangling(trace: PipelineTrace, row: number): boolean {
  return ((trace.flags[row] ?? 0) & ROW_FLAGS.missingParent) !== 0;
}

function numberServices(spans: readonly Span[]): Uint32Array {
  const numbers = new Uint32Array(spans.length);
  if (spans.length <= FEW_SPANS) {
    for (let row = 0; row < spans.length; row++) numbers[row] = firstOfService(spans, row);
    return numbers;
  }
  const known = new Map<string, number>();
  for (let row = 0; row < spans.length; row++) {
    const service = spans[row]?.resource.service ?? '';
    let number = known.get(service);
    if (number === undefined) {
      number = known.size;
      known.set(service, number);
    }
    numbers[row] = number;
  }
  return numbers;
}

function firstOfService(spans: readonly Span[], row: number): number {
  const service = spans[row]?.resource.service;
  let first = 0;
  while (first < row && spans[first]?.resource.service !== service) first++;
  return first;
}

function entries(parent: Int32Array, stageCodes: Uint8Array): Int32Array {
  const entryOf = new Int32Array(parent.length);
  for (let row = 0; row < parent.length; row++) {
    const above = parent[row] ?? -1;
    const isContinued = above !== -1 && stageCodes[above] === stageCodes[row];
    entryOf[row] = isContinued ? (entryOf[above] ?? row) : row;
  }
  return entryOf;
}

function groupRows(stages: readonly Stage[]): PipelineTrace['rowsOf'] {
  return {
    device: rowsOfStage(stages, 'device'),
    broker: rowsOfStage(stages, 'broker'),
    subscriber: rowsOfStage(stages, 'subscriber'),
    rule: rowsOfStage(stages, 'rule'),
    function: rowsOfStage(stages, 'function'),
    db: rowsOfStage(stages, 'db'),
    other: rowsOfStage(stages, 'other'),
  };
}

function rowsOfStage(stages: readonly Stage[], stage: Stage): readonly number[] {
  let count = 0;
  for (const each of stages) if (each === stage) count++;
  if (count === 0) return NO_ROWS;
  const rows = new Array<number>(count);
  for (let row = stages.length - 1; row >= 0; row--) if (stages[row] === stage) rows[--count] = row;
  return rows;
}

const NO_ROWS: readonly number[] = [];
