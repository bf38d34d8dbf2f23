import { isParent } from '../../../../../shared/columns/rowTree.ts';
import type { TimelineState } from './timelineStore.ts';

/** What a key does to the tree; `undefined` leaves the key to others. */
export type GridAction =
  | { readonly kind: 'activate'; readonly row: number }
  | { readonly kind: 'toggle'; readonly row: number }
  | { readonly kind: 'select'; readonly row: number };

/**
 * The keys of a treegrid: up and down move, right expands and then goes to the first
 * child, left collapses and then goes to the parent, Enter selects.
 *
 * @param pageRows  rows that fit the viewport
 */
export function gridAction(
  state: Pick<TimelineState, 'columns' | 'visible' | 'collapsed' | 'activeRow'>,
  key: string,
  pageRows: number,
): GridAction | undefined {
  const { columns, visible, collapsed, activeRow: row } = state;
  const position = visible.positionOf(row);
  const at = (target: number): GridAction | undefined => {
    const clamped = Math.max(0, Math.min(target, visible.count - 1));
    return visible.count === 0 ? undefined : { kind: 'activate', row: visible.rowAt(clamped) };
  };
  const canOpen = isParent(columns, row);
  const isOpen = canOpen && !collapsed.has(row);
  const parent = columns.parentRow[row] ?? -1;
  switch (key) {
    case 'ArrowDown':
      return at(position + 1);
    case 'ArrowUp':
      return at(position - 1);
    case 'PageDown':
      return at(position + pageRows);
    case 'PageUp':
      return at(position - pageRows);
    case 'Home':
      return at(0);
    case 'End':
      return at(visible.count - 1);
    case 'ArrowRight':
      if (isOpen) return { kind: 'activate', row: row + 1 };
      return canOpen ? { kind: 'toggle', row } : undefined;
    case 'ArrowLeft':
      if (isOpen) return { kind: 'toggle', row };
      return parent === -1 ? undefined : { kind: 'activate', row: parent };
    case 'Enter':
    case ' ':
      return { kind: 'select', row };
    default:
      return undefined;
  }
}
