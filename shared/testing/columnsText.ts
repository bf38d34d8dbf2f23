import { ROW_FLAGS, type TraceColumns } from '../columns/traceColumns.ts';
import { STAGES } from '../pipeline/stages.ts';

/**
 * A layout as text, one line a row: the tree by indentation, then start, duration
 * and stage, then the flags that are set.
 *
 *     publish 0+12 device
 *       evaluate 5+3 rule error
 */
export function columnsText(columns: TraceColumns): string {
  const lines: string[] = [];
  for (let row = 0; row < columns.rowCount; row++) {
    const operation = columns.operations[columns.operation[row] ?? 0];
    const time = `${columns.startOffsetUs[row]}+${columns.rowDurationUs[row]}`;
    const stage = STAGES[columns.stage[row] ?? 0];
    const flags = Object.entries(ROW_FLAGS)
      .filter(([, bit]) => ((columns.flags[row] ?? 0) & bit) !== 0)
      .map(([name]) => ` ${name}`);
    lines.push(
      `${'  '.repeat(columns.depth[row] ?? 0)}${operation} ${time} ${stage}${flags.join('')}`,
    );
  }
  return lines.join('\n');
}
