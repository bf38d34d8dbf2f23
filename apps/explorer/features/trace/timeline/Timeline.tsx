import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import type { IdleStretch } from '../../../../../shared/columns/idleStretches.ts';
import { useThemeStore } from '../../../ui/theme/themeStore.ts';
import { Splitter } from '../Splitter.tsx';
import { type PaneLimits, usePaneWidth } from '../usePaneWidth.ts';
import { followCursor } from './cursor.ts';
import { followPointer } from './gestures.ts';
import { gridAction } from './gridKeys.ts';
import { Minimap } from './Minimap.tsx';
import styles from './timeline.module.css';
import { activateRow, selectRow, type TimelineStore, toggleCollapsed } from './timelineStore.ts';
import { TimelineView } from './timelineView.ts';

const NAMES_LIMITS: PaneLimits = {
  minPx: 160,
  maxPx: 800,
  defaultPx: Math.round(Math.max(280, Math.min(window.innerWidth * 0.26, 440))),
};

interface TimelineProps {
  readonly store: TimelineStore;
  /** A stretch that a finding is about is marked as one. */
  readonly isFinding: (stretch: IdleStretch) => boolean;
  /** Buttons beside the head of the names. */
  readonly namesActions: ReactNode;
}

/** Minimap, ruler, and the treegrid of spans with their bars. React makes the frame; `TimelineView` fills it. */
export function Timeline({ store, isFinding, namesActions }: TimelineProps) {
  const rootRef = useRef<HTMLDivElement>(null);
  const gridRef = useRef<HTMLDivElement>(null);
  const spacerRef = useRef<HTMLDivElement>(null);
  const viewportRef = useRef<HTMLDivElement>(null);
  const rowsRef = useRef<HTMLDivElement>(null);
  const barsRef = useRef<HTMLCanvasElement>(null);
  const rulerRef = useRef<HTMLCanvasElement>(null);
  const axisRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<TimelineView>(undefined);
  const names = usePaneWidth('traceNames', NAMES_LIMITS);
  const theme = useThemeStore((state) => state.theme);

  useLayoutEffect(() => {
    const [grid, spacer, viewport] = [gridRef.current, spacerRef.current, viewportRef.current];
    const [rows, bars, axis] = [rowsRef.current, barsRef.current, axisRef.current];
    const ruler = rulerRef.current;
    if (!grid || !spacer || !viewport || !rows || !bars || !axis || !ruler) return;
    const elements = { grid, spacer, viewport, rows, bars, axis, ruler };
    const view = new TimelineView(elements, store);
    const stopPointer = followPointer(view, elements, store);
    const stopCursor = followCursor(view, elements);
    viewRef.current = view;
    return () => {
      stopPointer();
      stopCursor();
      view.dispose();
      rows.replaceChildren();
      axis.replaceChildren();
    };
  }, [store]);

  useEffect(() => viewRef.current?.markFindings(isFinding), [isFinding]);

  useLayoutEffect(() => {
    rootRef.current?.style.setProperty('--names', `${names.widthPx}px`);
  }, [names.widthPx]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas reads the theme from the page
  useEffect(() => viewRef.current?.repaint(), [theme]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const state = store.getState();
    const action = gridAction(state, event.key, viewRef.current?.pageRows ?? 1);
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (action.kind === 'toggle') toggleCollapsed(store, action.row);
    if (action.kind === 'activate') activateRow(store, action.row);
    if (action.kind === 'select') selectRow(store, action.row);
  };

  return (
    <div ref={rootRef} className={styles.timeline}>
      <Minimap store={store} />
      <div className={styles.head}>
        <div className={styles.namesHead}>
          <span>Span</span>
          {namesActions}
        </div>
        <div ref={axisRef} className={styles.axis} />
      </div>
      <Splitter label="Width of the names" className={styles.splitter} pane={names} grows="right" />
      <div
        ref={gridRef}
        className={styles.grid}
        role="treegrid"
        aria-label="Spans"
        aria-colcount={2}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div ref={spacerRef} role="presentation">
          <div ref={viewportRef} className={styles.viewport} role="presentation">
            {/* biome-ignore lint/a11y/useSemanticElements: a tbody cannot be placed freely */}
            <div ref={rowsRef} className={styles.rows} role="rowgroup" />
            <canvas ref={barsRef} className={styles.bars} />
            <canvas ref={rulerRef} className={styles.ruler} />
          </div>
        </div>
      </div>
    </div>
  );
}
