import { clip, firstLabel } from '../pipeline/label.ts';
import type { PipelineTrace } from '../pipeline/pipelineTrace.ts';
import { failureTexts } from '../pipeline/spanFailure.ts';
import type { Span } from '../span/span.ts';
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
  const conflicts = conflictsIn(trace, trace.rowsOf.db, conflictOfWrite);
  const told = conflicts.length > 0 ? conflicts : conflictsIn(trace, allRows(trace), conflictTold);
  const rowsOfField = new Map<string, { readonly first: TypeConflict; readonly rows: number[] }>();
  for (const { row, conflict } of told) {
    const field = conflict.field ?? '';
    const known = rowsOfField.get(field);
    if (known === undefined) rowsOfField.set(field, { first: conflict, rows: [row] });
    else known.rows.push(row);
  }
  return [...rowsOfField.values()]
    .slice(0, MAX_FIELDS)
    .map(({ first, rows }) => toFinding(input, first, rows));
}

const MAX_FIELDS = 5;
const MAX_TEXT_LENGTH = 300;

interface ConflictAt {
  readonly row: number;
  readonly conflict: TypeConflict;
}

function conflictsIn(
  trace: PipelineTrace,
  rows: readonly number[],
  read: (span: Span) => TypeConflict | undefined,
): readonly ConflictAt[] {
  const found: ConflictAt[] = [];
  for (const row of rows) {
    const span = trace.failed[row] ? trace.spans[row] : undefined;
    const conflict = span && read(span);
    if (conflict !== undefined) found.push({ row, conflict });
  }
  return found;
}

function allRows(trace: PipelineTrace): readonly number[] {
  return trace.spans.map((_, row) => row);
}

function conflictOfWrite(span: Span): TypeConflict | undefined {
  const told = conflictTold(span);
  const sqlState = sqlStateOf(span);
  if (told !== undefined) return sqlState === undefined ? told : { ...told, sqlState };
  return sqlState === undefined ? undefined : { dialect: 'postgresql', sqlState };
}

function conflictTold(span: Span): TypeConflict | undefined {
  for (const text of failureTexts(span)) {
    const conflict = parseTypeConflict(text);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

const SQL_STATE_KEYS = [
  'db.response.status_code',
  'error.type',
  'db.sql.state',
  'sqlstate',
] as const;

function sqlStateOf({ attributes }: Span): string | undefined {
  for (const key of SQL_STATE_KEYS) {
    const code = firstLabel(attributes, [key]);
    if (code !== undefined && isTypeSqlState(code)) return code;
  }
  return undefined;
}

function toFinding(
  input: DetectionInput,
  conflict: TypeConflict,
  rows: readonly number[],
): Finding {
  const { trace } = input;
  return {
    kind: 'type-conflict',
    severity: 'critical',
    spanIds: spanIdsOf(trace, rows),
    stage: trace.stages[rows[0] ?? -1] ?? 'db',
    evidence: evidenceOf(input, conflict, trace.spans[rows[0] ?? -1]),
    thresholds: {},
    summary: `type conflict ${clip(conflict.field ?? conflict.sqlState ?? '', 80)}`.trimEnd(),
  };
}

const COLLECTION_KEYS = ['db.collection.name', 'db.sql.table', 'db.influxdb.measurement'] as const;

function evidenceOf(
  { device }: DetectionInput,
  conflict: TypeConflict,
  span: Span | undefined,
): Readonly<Record<string, EvidenceValue>> {
  const measurement =
    conflict.measurement ?? (span && firstLabel(span.attributes, COLLECTION_KEYS));
  const { field, receivedType, expectedType, sqlState, dialect } = conflict;
  const text = span && failureTexts(span)[0];
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
