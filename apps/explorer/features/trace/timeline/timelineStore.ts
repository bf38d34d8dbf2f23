import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Fold, FoldedAxis } from '../../../../../shared/columns/foldedAxis.ts';
import { type IdleStretch, idleStretches } from '../../../../../shared/columns/idleStretches.ts';
import { ancestorsOf, errorsBelow, parentRows } from '../../../../../shared/columns/rowTree.ts';
import type { TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';
import { clampWindow, isWhole, type TimeWindow, wholeWindow } from './timeWindow.ts';

/** Rows picked out by a search, a stage or a finding; the others are dimmed. */
interface Highlight {
  /** What picked them, as the count beside them says it. */
  readonly label: string;
  /** Ascending. */
  readonly rows: readonly number[];
  /** 1 for each of them. */
  readonly isIn: Uint8Array;
}

/**
 * What the timeline shows. It changes up to once a frame, which is why it is no
 * React state; the address bar follows it (`useTimelineUrl`).
 */
export interface TimelineState {
  readonly columns: TraceColumns;
  readonly errorsBelow: Uint32Array;
  readonly collapsed: ReadonlySet<number>;
  readonly visible: VisibleRows;
  readonly idle: readonly IdleStretch[];
  /** Idle stretches are drawn short, except those opened. */
  readonly isFolding: boolean;
  /** Starts of the stretches opened by hand. */
  readonly openedFolds: ReadonlySet<number>;
  readonly axis: FoldedAxis;
  readonly window: TimeWindow;
  /** The row the keyboard is on. */
  readonly activeRow: number;
  readonly selectedRow: number | undefined;
  /** Whether the details of the selected row are shown. */
  readonly isPanelOpen: boolean;
  readonly highlight: Highlight | undefined;
}

export type TimelineStore = StoreApi<TimelineState>;

/** Idle stretches from this share of a trace on are worth folding. */
const FOLD_MIN_RATIO = 0.2;

export function createTimelineStore(columns: TraceColumns): TimelineStore {
  return createStore<TimelineState>()(() => ({
    ...freshRows(columns),
    ...foldedAxis(columns, true),
    activeRow: 0,
    isPanelOpen: true,
  }));
}

/**
 * Shows another layout, a later snapshot or a trace that has grown, fully expanded.
 * Rows have other numbers now, so what was said about rows is forgotten.
 */
export function showColumns(store: TimelineStore, columns: TraceColumns): void {
  const { isFolding, activeRow } = store.getState();
  store.setState({
    ...freshRows(columns),
    ...foldedAxis(columns, isFolding),
    activeRow: Math.max(0, Math.min(activeRow, columns.rowCount - 1)),
  });
}

function freshRows(columns: TraceColumns) {
  return {
    columns,
    errorsBelow: errorsBelow(columns),
    collapsed: new Set<number>(),
    visible: new VisibleRows(columns.subtreeSize, []),
    selectedRow: undefined,
    highlight: undefined,
  };
}

type Folding = Pick<TimelineState, 'idle' | 'isFolding' | 'openedFolds' | 'axis' | 'window'>;

function foldedAxis(columns: TraceColumns, isFolding: boolean): Folding {
  const idle = idleStretches(columns, FOLD_MIN_RATIO);
  const axis = new FoldedAxis(columns.durationUs, isFolding ? idle : []);
  return { idle, isFolding, openedFolds: new Set(), axis, window: wholeWindow(axis.length) };
}

export function setCollapsed(store: TimelineStore, collapsed: ReadonlySet<number>): void {
  const { columns, activeRow } = store.getState();
  const visible = new VisibleRows(columns.subtreeSize, collapsed);
  // The keyboard must not stand on a row that is out of sight.
  const inSight = visible.rowAt(visible.positionOf(activeRow));
  store.setState({ collapsed, visible, activeRow: inSight });
}

export function toggleCollapsed(store: TimelineStore, row: number): void {
  const { collapsed } = store.getState();
  const changed = new Set(collapsed);
  if (!changed.delete(row)) changed.add(row);
  setCollapsed(store, changed);
}

export function collapseAll(store: TimelineStore): void {
  setCollapsed(store, new Set(parentRows(store.getState().columns)));
}

export function expandAll(store: TimelineStore): void {
  setCollapsed(store, new Set());
}

/** Moves the keyboard to a row; what hides it is expanded. */
export function activateRow(store: TimelineStore, row: number): void {
  const { columns, collapsed } = store.getState();
  const hidingRows = ancestorsOf(columns, row).filter((above) => collapsed.has(above));
  if (hidingRows.length > 0) {
    const changed = new Set(collapsed);
    for (const above of hidingRows) changed.delete(above);
    setCollapsed(store, changed);
  }
  store.setState({ activeRow: row });
}

/** Selects a row and shows its details. */
export function selectRow(store: TimelineStore, row: number): void {
  activateRow(store, row);
  store.setState({ selectedRow: row, isPanelOpen: true });
}

/** Closes the details; the row stays selected. */
export function closePanel(store: TimelineStore): void {
  store.setState({ isPanelOpen: false });
}

export function setWindow(store: TimelineStore, window: TimeWindow): void {
  store.setState(({ axis }) => ({ window: clampWindow(window, axis.length) }));
}

export function fitWindow(store: TimelineStore): void {
  store.setState(({ axis }) => ({ window: wholeWindow(axis.length) }));
}

/** Draws idle stretches short or in full, all of them. */
export function setFolding(store: TimelineStore, isFolding: boolean): void {
  refold(store, { isFolding, openedFolds: new Set() });
}

/** Draws one folded stretch in full; opening the last one is folding no more. */
export function openFold(store: TimelineStore, fold: Fold): void {
  const { idle, openedFolds } = store.getState();
  const opened = new Set([...openedFolds, fold.fromUs]);
  if (idle.every(({ fromUs }) => opened.has(fromUs))) setFolding(store, false);
  else refold(store, { isFolding: true, openedFolds: opened });
}

/** A window that showed everything goes on doing so; another one keeps its times. */
function refold(
  store: TimelineStore,
  folding: Pick<TimelineState, 'isFolding' | 'openedFolds'>,
): void {
  const { columns, idle, axis: before, window } = store.getState();
  const folds = folding.isFolding
    ? idle.filter(({ fromUs }) => !folding.openedFolds.has(fromUs))
    : [];
  const axis = new FoldedAxis(columns.durationUs, folds);
  const kept = {
    from: axis.positionOf(before.timeAt(window.from)),
    to: axis.positionOf(before.timeAt(window.to)),
  };
  store.setState({
    ...folding,
    axis,
    window: isWhole(window, before.length)
      ? wholeWindow(axis.length)
      : clampWindow(kept, axis.length),
  });
}

export function setHighlight(
  store: TimelineStore,
  picked: { readonly label: string; readonly rows: readonly number[] } | undefined,
): void {
  if (picked === undefined) {
    store.setState({ highlight: undefined });
    return;
  }
  const isIn = new Uint8Array(store.getState().columns.rowCount);
  for (const row of picked.rows) isIn[row] = 1;
  store.setState({ highlight: { ...picked, isIn } });
}

/** The highlighted row after (or before) the active one, around the ends. */
export function nextHighlighted(
  { highlight, activeRow }: TimelineState,
  step: 1 | -1,
): number | undefined {
  if (highlight === undefined) return undefined;
  const { rows } = highlight;
  return step === 1
    ? (rows.find((row) => row > activeRow) ?? rows[0])
    : (rows.findLast((row) => row < activeRow) ?? rows.at(-1));
}
