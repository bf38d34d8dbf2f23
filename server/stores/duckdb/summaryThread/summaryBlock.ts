import { LabelDictionary } from '../labelDictionary.ts';
import { createLabelBuffers, createSummaryBuffer, type SummaryBuffer } from '../sliceTables.ts';
import { addSummaryRow, LABEL_COLUMNS, type SummaryRow } from '../summaryRows.ts';
import { type PackedRows, packRows } from '../tableBuffer.ts';

/** Summaries on their way from the thread that made them, with label ids of their own. */
export interface SummaryBlock {
  readonly summaries: PackedRows;
  readonly labels: PackedRows;
  readonly labelSets: PackedRows;
}

export class SummaryBlockBuilder {
  readonly #rows = createSummaryBuffer();
  readonly #labelRows = createLabelBuffers();
  readonly #labels = new LabelDictionary(this.#labelRows);

  add(row: SummaryRow): void {
    addSummaryRow(this.#rows, this.#labels, row);
  }

  finish(): SummaryBlock {
    return {
      summaries: packRows(this.#rows),
      labels: packRows(this.#labelRows.label),
      labelSets: packRows(this.#labelRows.labelset),
    };
  }
}

/** The block's rows, with the ids that its labels have in `labels`. */
export function unpackSummaries(block: SummaryBlock, labels: LabelDictionary): SummaryBuffer {
  const rows = createSummaryBuffer();
  rows.unpack(block.summaries);
  const ids = idsIn(block, labels);
  for (const name of LABEL_COLUMNS) {
    const { values } = rows.columns[name];
    for (let row = 0; row < values.length; row++) values[row] = ids[values[row] ?? 0] ?? 0;
  }
  return rows;
}

/** By id in the block; sets have ids among those of labels. */
function idsIn(block: SummaryBlock, known: LabelDictionary): readonly number[] {
  const labels = createLabelBuffers();
  labels.label.unpack(block.labels);
  labels.labelset.unpack(block.labelSets);
  const ids: number[] = [0];
  const { id, field, txt } = labels.label.columns;
  for (let row = 0; row < labels.label.rowCount; row++) {
    ids[id.values[row] ?? 0] = known.labelId(field.values[row] ?? 0, txt.textAt(row));
  }
  const { id: setId, label } = labels.labelset.columns;
  const members = new Map<number, number[]>();
  for (let row = 0; row < labels.labelset.rowCount; row++) {
    const set = setId.values[row] ?? 0;
    const member = ids[label.values[row] ?? 0] ?? 0;
    const others = members.get(set);
    if (others === undefined) members.set(set, [member]);
    else others.push(member);
  }
  for (const [set, ofSet] of members) ids[set] = known.setIdOf(ofSet);
  return ids;
}
