import type { RefObject } from 'react';
import { nextErrorRow } from '../../../../shared/columns/rowTree.ts';
import type { Shortcut } from '../../ui/shortcuts/useShortcuts.ts';
import { windowOfRow } from './timeline/rowWindow.ts';
import {
  closePanel,
  collapseAll,
  expandAll,
  fitWindow,
  nextHighlighted,
  selectRow,
  setWindow,
  type TimelineStore,
} from './timeline/timelineStore.ts';
import { panBy, zoomAround } from './timeline/timeWindow.ts';

const ZOOM_FACTOR = 0.7;
const PAN_RATIO = 0.15;

interface KeyTargets {
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onCopyLink: () => void;
  readonly onClearPick: () => void;
}

/** The keys of the trace page, in the order the help lists them. */
export function traceKeys(store: TimelineStore, targets: KeyTargets): readonly Shortcut[] {
  return [
    { keys: ['↑', '↓'], does: 'move through the spans' },
    { keys: ['→', '←'], does: 'open and enter a span, close it and leave' },
    { keys: ['Enter'], does: 'show the details of the span' },
    key('/', 'search in the trace', () => {
      targets.searchRef.current?.focus();
      targets.searchRef.current?.select();
    }),
    key('n', 'next match', () => stepHighlighted(store, 1)),
    key('p', 'previous match', () => stepHighlighted(store, -1)),
    key('e', 'next error', () => stepError(store, 1)),
    key('E', 'previous error', () => stepError(store, -1)),
    key('f', 'fit the whole trace', () => fitWindow(store)),
    key('z', 'zoom to the span', () => zoomToRow(store)),
    {
      keys: ['+', '−'],
      on: ['+', '=', '-'],
      does: 'zoom',
      run: ({ key: pressed }) => zoom(store, pressed === '-' ? 1 / ZOOM_FACTOR : ZOOM_FACTOR),
    },
    {
      keys: [',', '.'],
      on: [',', '.'],
      does: 'earlier, later',
      run: ({ key: pressed }) => pan(store, pressed === '.' ? PAN_RATIO : -PAN_RATIO),
    },
    key('[', 'collapse all', () => collapseAll(store)),
    key(']', 'expand all', () => expandAll(store)),
    key('c', 'copy a link to what is in sight', targets.onCopyLink),
    {
      keys: ['Esc'],
      on: ['Escape'],
      does: 'clear the matches, then close the details',
      run: () => {
        if (store.getState().highlight !== undefined) targets.onClearPick();
        else closePanel(store);
      },
    },
  ];
}

function key(name: string, does: string, run: () => void): Shortcut {
  return { keys: [name], on: [name], does, run };
}

/** Goes to the next (or previous) row that a search or a click picked out. */
export function stepHighlighted(store: TimelineStore, step: 1 | -1): void {
  const row = nextHighlighted(store.getState(), step);
  if (row !== undefined) selectRow(store, row);
}

/** Goes to the next (or previous) row with an error. */
export function stepError(store: TimelineStore, step: 1 | -1): void {
  const { columns, activeRow, selectedRow } = store.getState();
  // Before anything was selected the first row has not been looked at yet.
  const row = nextErrorRow(columns, selectedRow === undefined ? -1 : activeRow, step);
  if (row !== undefined) selectRow(store, row);
}

/** Zooms to the span the keyboard is on. */
export function zoomToRow(store: TimelineStore): void {
  const state = store.getState();
  setWindow(store, windowOfRow(state, state.activeRow));
}

function zoom(store: TimelineStore, factor: number): void {
  const { window, axis } = store.getState();
  setWindow(store, zoomAround(window, (window.from + window.to) / 2, factor, axis.length));
}

function pan(store: TimelineStore, ratio: number): void {
  const { window, axis } = store.getState();
  setWindow(store, panBy(window, (window.to - window.from) * ratio, axis.length));
}
