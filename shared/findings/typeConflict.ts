import { clip } from '../clip.ts';
import { firstLabel, labelOf } from '../pipeline/label.ts';
import { type PipelineTrace, spanAt } from '../pipeline/pipelineTrace.ts';
import { failureTexts } from '../pipeline/spanFailure.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { AttributeValue, Span } from '../span/span.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { EvidenceValue, Finding } from './finding.ts';
import { spanIdsOf } from './spanIds.ts';
import { isTypeSqlState, parseTypeConflict, type TypeConflict } from './typeConflictText.ts';

/**
 * The database refused a value because of its type. Read from the failed database
 * spans; where the client library makes none, from any other failed span whose
 * error carries the database's words. One finding a field, however often it was tried.
 */
export function findTypeConflicts(input: DetectionInput): readonly Finding[] {
  const { trace } = input;
  if (!trace.failed.includes(true)) return [];
  const written = conflictsIn(trace, trace.rowsOf.db, conflictOfWrite);
  const told = written.length > 0 ? written : conflictsIn(trace, trace.spans.keys(), conflictTold);
  return byField(told)
    .slice(0, MAX_FIELDS)
    .map((found) => toFinding(input, found));
}

function byField(told: readonly ConflictAt[]): readonly (readonly ConflictAt[])[] {
  const ofField = new Map<string, ConflictAt[]>();
  for (const found of told) {
    const field = found.conflict.field ?? '';
    const known = ofField.get(field);
    if (known === undefined) ofField.set(field, [found]);
    else known.push(found);
  }
  return [...ofField.values()];
}

const MAX_FIELDS = 5;
const MAX_TEXT_LENGTH = 300;

/** A conflict and the words it was told in. */
interface Told {
  readonly conflict: TypeConflict;
  readonly text?: string;
}

interface ConflictAt extends Told {
  readonly row: number;
}

function conflictsIn(
  trace: PipelineTrace,
  rows: Iterable<number>,
  read: (span: Span) => Told | undefined,
): readonly ConflictAt[] {
  const found: ConflictAt[] = [];
  for (const row of rows) {
    const told = trace.failed[row] ? read(spanAt(trace, row)) : undefined;
    if (told !== undefined) found.push({ row, ...told });
  }
  return found;
}

function conflictOfWrite(span: Span): Told | undefined {
  const told = conflictTold(span);
  const sqlState = sqlStateOf(span);
  if (sqlState === undefined) return told;
  return { ...told, conflict: { dialect: 'postgresql', ...told?.conflict, sqlState } };
}

function conflictTold(span: Span): Told | undefined {
  for (const text of failureTexts(span)) {
    const conflict = parseTypeConflict(text);
    if (conflict !== undefined) return { conflict, text };
  }
  return undefined;
}

const SQL_STATE = new SoughtKeys([
  'db.response.status_code',
  'error.type',
  'db.sql.state',
  'sqlstate',
]);

function sqlStateOf({ attributes }: Span): string | undefined {
  return SQL_STATE.first(attributes, typeSqlState);
}

function typeSqlState(value: AttributeValue): string | undefined {
  const code = labelOf(value);
  return code !== undefined && isTypeSqlState(code) ? code : undefined;
}

function toFinding(input: DetectionInput, found: readonly ConflictAt[]): Finding {
  const [first] = found;
  if (first === undefined) throw new RangeError('a finding needs a conflict');
  const { trace } = input;
  const { field, sqlState } = first.conflict;
  return {
    kind: 'type-conflict',
    severity: 'critical',
    spanIds: spanIdsOf(
      trace,
      found.map(({ row }) => row),
    ),
    stage: trace.stages[first.row] ?? 'db',
    evidence: evidenceOf(input, first),
    thresholds: {},
    summary: `type conflict ${clip(field ?? sqlState ?? '', 80)}`.trimEnd(),
  };
}

const COLLECTION = new SoughtKeys([
  'db.collection.name',
  'db.sql.table',
  'db.influxdb.measurement',
]);

function evidenceOf(
  { trace, device }: DetectionInput,
  { row, conflict, text }: ConflictAt,
): Readonly<Record<string, EvidenceValue>> {
  const { field, receivedType, expectedType, sqlState, dialect } = conflict;
  const measurement = conflict.measurement ?? firstLabel(spanAt(trace, row).attributes, COLLECTION);
  return {
    dialect,
    ...(field && { field: clip(field, MAX_TEXT_LENGTH) }),
    ...(measurement && { measurement: clip(measurement, MAX_TEXT_LENGTH) }),
    ...(receivedType && { receivedType }),
    ...(expectedType && { expectedType }),
    ...(sqlState && { sqlState }),
    ...(device.firmware && { firmware: device.firmware.value }),
    ...(text && { errorText: clip(text, MAX_TEXT_LENGTH) }),
  };
}
