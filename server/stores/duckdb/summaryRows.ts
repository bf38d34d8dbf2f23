import { SPAN_KINDS, SPAN_STATUSES } from '../../../shared/columns/spanLayout.ts';
import { FINDING_KINDS } from '../../../shared/findings/finding.ts';
import { STAGES } from '../../../shared/pipeline/stages.ts';
import type { Span } from '../../../shared/span/span.ts';
import { FEW_SPANS } from '../../../shared/span/spanTree.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import type { LabelDictionary } from './labelDictionary.ts';
import type { SummaryBuffer } from './sliceTables.ts';
import { encodeDetail } from './summaryShape.ts';

/** Fields of summaries whose texts are labels; stored bytes are indices into this list. Append only. */
export const LABEL_FIELDS = [
  'service',
  'operation',
  'device',
  'firmware',
  'topic',
  'route',
  'rule',
  'function',
  'db.system',
  'shape',
] as const;
export type LabelField = (typeof LABEL_FIELDS)[number];

/** `last` of a trace where no stage of the path was seen. */
export const NO_STAGE = 255;

/** Index in it is what `db_status` stores; 0 is absent. */
export const DB_STATUSES = ['', 'success', 'error'] as const;

export interface SummaryRow {
  readonly tno: number;
  readonly summary: TraceSummary;
  /** What the summary cannot tell because it is bounded: all services, operations, kinds. */
  readonly spread: TraceSpread;
  readonly arrivedUs: number;
  /** When the summary must be made again because settling changes it. */
  readonly settleUs: number | undefined;
}

/** The distinct values of a trace's spans in the built-in fields of spans. */
export interface TraceSpread {
  readonly services: readonly string[];
  readonly operations: readonly string[];
  /** Bit masks over `SPAN_KINDS` and `SPAN_STATUSES`. */
  readonly kinds: number;
  readonly statuses: number;
}

export function spreadOf(spans: readonly Span[]): TraceSpread {
  let kinds = 0;
  let statuses = 0;
  for (const span of spans) {
    kinds |= 1 << SPAN_KINDS.indexOf(span.kind);
    statuses |= 1 << SPAN_STATUSES.indexOf(span.status);
  }
  const services = distinct(spans, ({ resource }) => resource.service);
  const operations = distinct(spans, ({ operation }) => operation);
  return { services, operations, kinds, statuses };
}

function distinct(spans: readonly Span[], read: (span: Span) => string): readonly string[] {
  if (spans.length > FEW_SPANS) return [...new Set(spans.map(read))];
  const texts: string[] = [];
  for (const span of spans) {
    const text = read(span);
    if (!texts.includes(text)) texts.push(text);
  }
  return texts;
}

/** Columns that hold ids of labels or of sets of them. */
export const LABEL_COLUMNS = [
  'services',
  'operations',
  'device',
  'firmware',
  'topic',
  'route',
  'rule',
  'function',
  'dbSystem',
  'shape',
] as const;

export function addSummaryRow(rows: SummaryBuffer, labels: LabelDictionary, row: SummaryRow): void {
  const { summary, spread } = row;
  const { columns } = rows;
  const at = rows.addRow();
  const label = (field: LabelField, text: string | undefined) =>
    labels.labelId(LABEL_FIELDS.indexOf(field), text);
  columns.tno.values[at] = row.tno;
  columns.traceHi.setHex(at, summary.traceId, 0);
  columns.traceLo.setHex(at, summary.traceId, 16);
  columns.startUs.set(at, Math.trunc(summary.startUs));
  columns.durationUs.set(at, Math.trunc(summary.durationUs));
  columns.spans.values[at] = summary.spanCount;
  columns.errors.values[at] = summary.errorCount;
  columns.arrivedUs.set(at, Math.trunc(row.arrivedUs));
  columns.settleUs.set(at, row.settleUs);
  columns.rules.values[at] = summary.rulesVersion;
  columns.findings.values[at] = findingBits(summary);
  columns.kinds.values[at] = spread.kinds;
  columns.statuses.values[at] = spread.statuses;
  const last = summary.lastStage;
  columns.last.values[at] = last === undefined ? NO_STAGE : STAGES.indexOf(last);
  columns.dbStatus.values[at] = DB_STATUSES.indexOf(summary.dbStatus ?? '');
  columns.services.values[at] = labels.labelSetId(LABEL_FIELDS.indexOf('service'), spread.services);
  columns.operations.values[at] = labels.labelSetId(
    LABEL_FIELDS.indexOf('operation'),
    spread.operations,
  );
  columns.device.values[at] = label('device', summary.deviceId);
  columns.firmware.values[at] = label('firmware', summary.firmware);
  columns.topic.values[at] = label('topic', summary.topicTemplate);
  columns.route.values[at] = label('route', summary.route);
  columns.rule.values[at] = label('rule', summary.ruleName);
  columns.function.values[at] = label('function', summary.functionName);
  columns.dbSystem.values[at] = label('db.system', summary.dbSystem);
  setStages(columns, at, summary);
  columns.shape.values[at] = labels.shapeId(LABEL_FIELDS.indexOf('shape'), summary);
  columns.detail.set(at, encodeDetail(summary));
}

/** Kinds of findings as bits, in the order of `FINDING_KINDS`. */
function findingBits({ findings }: TraceSummary): number {
  let bits = 0;
  for (const { kind } of findings) bits |= 1 << FINDING_KINDS.indexOf(kind);
  return bits;
}

// Made once: putting the names together for every row took as long as filling it.
const STAGE_COLUMNS = STAGES.map((stage) => {
  return { stage, duration: `d_${stage}`, gap: `g_${stage}` } as const;
});

function setStages(columns: SummaryBuffer['columns'], at: number, summary: TraceSummary): void {
  let next = 0;
  for (const { stage, duration, gap } of STAGE_COLUMNS) {
    const { stages } = summary;
    const seen = stages[next]?.stage === stage ? stages[next++] : undefined;
    columns[duration].set(at, seen && Math.trunc(seen.durationUs));
    columns[gap].set(at, seen && Math.trunc(seen.gapBeforeUs));
  }
}
