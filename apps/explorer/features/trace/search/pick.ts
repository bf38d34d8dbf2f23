import type { RowIds, TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import type { Finding } from '../../../../../shared/findings/finding.ts';
import { STAGE_LABELS, STAGES, type Stage } from '../../../../../shared/pipeline/stages.ts';
import { spanIdToBigInt } from '../../../../../shared/span/ids.ts';

/** A stage of the strip or a finding whose spans are to be seen. */
export type Pick =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'finding'; readonly finding: Finding };

export interface PickedRows {
  readonly label: string;
  /** Ascending. */
  readonly rows: readonly number[];
}

/** The rows of a pick; those of a finding are known once the ids are. */
export function rowsOfPick(pick: Pick, columns: TraceColumns, ids: RowIds | undefined): PickedRows {
  if (pick.kind === 'finding') {
    const wanted = new Set(pick.finding.spanIds.map(spanIdToBigInt));
    const rows = rowsWhere(ids?.length ?? 0, (row) => wanted.has(ids?.[row] ?? 0n));
    return { label: `${spans(rows)} of “${pick.finding.summary}”`, rows };
  }
  const stage = STAGES.indexOf(pick.stage);
  const rows = rowsWhere(columns.rowCount, (row) => columns.stage[row] === stage);
  return { label: `${STAGE_LABELS[pick.stage]} ${spans(rows)}`, rows };
}

function rowsWhere(rowCount: number, test: (row: number) => boolean): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) if (test(row)) rows.push(row);
  return rows;
}

const spans = (rows: readonly number[]): string => (rows.length === 1 ? 'span' : 'spans');
