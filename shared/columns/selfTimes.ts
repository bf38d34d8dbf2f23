import type { TraceColumns } from './traceColumns.ts';

/**
 * The time each row spends in its own code: its duration minus the part its
 * children cover, in microseconds.
 *
 *     parent   ██████████████      14
 *     child      ████              the two overlap: counted once
 *     child        ██████   ████   what outlives the parent is not counted
 *     self     ▔▔        ▔▔▔       14 - 8 - 1
 *
 * One pass, because siblings stand in order of start. A negative duration has no
 * self time.
 */
export function computeSelfTimesUs(columns: TraceColumns): Float64Array {
  const { startOffsetUs, rowDurationUs, parentRow, rowCount } = columns;
  const selfUs = rowDurationUs.map((durationUs) => Math.max(0, durationUs));
  // How far each row has been swept by its children so far.
  const sweptToUs = startOffsetUs.slice();
  for (let row = 0; row < rowCount; row++) {
    const parent = parentRow[row] ?? -1;
    if (parent === -1) continue;
    const startUs = startOffsetUs[row] ?? 0;
    const parentEndUs = (startOffsetUs[parent] ?? 0) + (rowDurationUs[parent] ?? 0);
    const fromUs = Math.max(startUs, sweptToUs[parent] ?? 0);
    const toUs = Math.min(startUs + (rowDurationUs[row] ?? 0), parentEndUs);
    if (toUs <= fromUs) continue;
    selfUs[parent] = (selfUs[parent] ?? 0) - (toUs - fromUs);
    sweptToUs[parent] = toUs;
  }
  return selfUs;
}
