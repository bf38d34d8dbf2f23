import { followDrags } from './drag.ts';
import { ROW_HEIGHT_PX } from './layoutBars.ts';
import { windowOfRow } from './rowWindow.ts';
import { selectRow, setWindow, type TimelineStore, toggleCollapsed } from './timelineStore.ts';
import type { TimelineElements, TimelineView } from './timelineView.ts';
import { panBy, type TimeWindow, zoomAround } from './timeWindow.ts';

const ZOOM_PER_PX = 1.0022;

/**
 * The pointer on the timeline: click selects, the arrow of a row collapses, a drag
 * over the tracks pans, over the ruler zooms to what was dragged over; the wheel
 * scrolls, with ctrl (or a pinch) it zooms, with shift it pans. Answers how to stop.
 */
export function followPointer(
  view: TimelineView,
  elements: TimelineElements,
  store: TimelineStore,
): () => void {
  const { grid, bars, axis } = elements;
  const onWheel = (event: WheelEvent) => followWheel(event, view, bars, store);
  const onDoubleClick = (event: MouseEvent) => {
    const row = rowUnder(event.target);
    if (row !== undefined && !isTwisty(event.target))
      setWindow(store, windowOfRow(store.getState(), row));
  };
  grid.addEventListener('wheel', onWheel, { passive: false });
  grid.addEventListener('dblclick', onDoubleClick);
  const stopPan = followPan(view, elements, store);
  const stopZoom = followDrags(axis, {
    onMove: () => undefined,
    onEnd: ({ startPx, atPx }, didMove) => {
      if (didMove) setWindow(store, { from: view.positionAt(startPx), to: view.positionAt(atPx) });
    },
  });
  return () => {
    grid.removeEventListener('wheel', onWheel);
    grid.removeEventListener('dblclick', onDoubleClick);
    stopPan();
    stopZoom();
  };
}

function followPan(view: TimelineView, { grid, bars }: TimelineElements, store: TimelineStore) {
  let atStart: TimeWindow = { from: 0, to: 1 };
  return followDrags(grid, {
    onStart: ({ target }) => {
      atStart = store.getState().window;
      return target.closest('button, a') === null;
    },
    onMove: ({ startPx, atPx }) => {
      if (startPx < bars.offsetLeft) return;
      const { axis } = store.getState();
      const positionsPerPx = (atStart.to - atStart.from) / Math.max(1, view.trackPx);
      setWindow(store, panBy(atStart, (startPx - atPx) * positionsPerPx, axis.length));
    },
    onEnd: ({ target }, didMove, event) => {
      const row = rowUnder(target);
      if (didMove || row === undefined || event.detail > 1) return;
      if (isTwisty(target)) toggleCollapsed(store, row);
      else selectRow(store, row);
    },
  });
}

function followWheel(
  event: WheelEvent,
  view: TimelineView,
  bars: HTMLElement,
  store: TimelineStore,
): void {
  const { window, axis } = store.getState();
  const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_HEIGHT_PX : 1;
  const downPx = event.deltaY * scale;
  const acrossPx = (event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX) * scale;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const anchor = view.positionAt(event.clientX - bars.getBoundingClientRect().left);
    setWindow(store, zoomAround(window, anchor, ZOOM_PER_PX ** downPx, axis.length));
  } else if (event.shiftKey || Math.abs(acrossPx) > Math.abs(downPx)) {
    event.preventDefault();
    const positionsPerPx = (window.to - window.from) / Math.max(1, view.trackPx);
    setWindow(store, panBy(window, acrossPx * positionsPerPx, axis.length));
  } else if (view.isScrollMapped) {
    event.preventDefault();
    view.scrollBy(downPx);
  }
}

function rowUnder(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[role="row"]') : undefined;
  return row?.dataset.row === undefined ? undefined : Number(row.dataset.row);
}

function isTwisty(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && ['open', 'closed'].includes(target.dataset.state ?? '');
}
