import { ROW_FLAGS } from '../columns/traceColumns.ts';
import type { Span } from '../span/span.ts';
import { FEW_SPANS, indexTree } from '../span/spanTree.ts';
import { resolveStages } from './resolveStages.ts';
import { evidenceCode, saysFailed, spanSaysByte } from './spanSays.ts';
import { PATH_STAGES, type PathStage, STAGES, type Stage } from './stages.ts';

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
  /** The same as indices into `STAGES`. */
  readonly stageCodes: Uint8Array;
  readonly failed: readonly boolean[];
  /** Of each row: the topmost span of its unbroken run of one stage, itself included. */
  readonly entryOf: Int32Array;
  /** Rows of each stage, ascending. */
  readonly rowsOf: Readonly<Record<Stage, readonly number[]>>;
  /** The path's stages that were seen, in its order. */
  readonly seen: readonly PathStage[];
  /** Every service once, by the first row that is of it. */
  readonly services: readonly string[];
  /** Of each row: index into `services`. */
  readonly serviceOf: Uint32Array;
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

  const services: string[] = [];
  const serviceOf = numberServices(spans, services);
  const stageCodes = resolveStages(evidence, parent, serviceOf);
  const stages = says.map((_, row): Stage => STAGES[stageCodes[row] ?? 0] ?? 'other');
  const rowsOf = groupRows(stages);
  const seen = PATH_STAGES.filter((stage) => rowsOf[stage].length > 0);
  const entryOf = entries(parent, stageCodes);
  return {
    spans,
    parent,
    flags,
    evidence,
    stages,
    stageCodes,
    seen,
    services,
    serviceOf,
    failed,
    entryOf,
    rowsOf,
    startUs,
    endUs,
  };
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

/** Adds each service that is not in `services` yet. */
function numberServices(spans: readonly Span[], services: string[]): Uint32Array {
  const numbers = new Uint32Array(spans.length);
  const known = spans.length > FEW_SPANS ? new Map<string, number>() : undefined;
  for (let row = 0; row < spans.length; row++) {
    const service = spans[row]?.resource.service ?? '';
    const number = known === undefined ? services.indexOf(service) : (known.get(service) ?? -1);
    numbers[row] = number === -1 ? services.length : number;
    if (number !== -1) continue;
    known?.set(service, services.length);
    services.push(service);
  }
  return numbers;
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
