import { useEffect, useRef } from 'react';
import { useThemeStore } from '../../../ui/theme/themeStore.ts';
import styles from './minimap.module.css';
import { MinimapView } from './minimapView.ts';
import type { TimelineStore } from './timelineStore.ts';

/** The whole trace at a glance, with the window over it. */
export function Minimap({ store }: { readonly store: TimelineStore }) {
  const rootRef = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const beforeRef = useRef<HTMLDivElement>(null);
  const afterRef = useRef<HTMLDivElement>(null);
  const fromRef = useRef<HTMLDivElement>(null);
  const toRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<MinimapView>(undefined);
  const theme = useThemeStore((state) => state.theme);

  useEffect(() => {
    const [root, canvas] = [rootRef.current, canvasRef.current];
    const [before, after] = [beforeRef.current, afterRef.current];
    const [from, to] = [fromRef.current, toRef.current];
    if (!root || !canvas || !before || !after || !from || !to) return;
    const view = new MinimapView({ root, canvas, before, after, from, to }, store);
    viewRef.current = view;
    return () => view.dispose();
  }, [store]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas reads the theme from the page
  useEffect(() => viewRef.current?.repaint(), [theme]);

  return (
    <div className={styles.frame}>
      <div ref={rootRef} className={styles.minimap} title="Drag to zoom, double-click to fit">
        <canvas ref={canvasRef} className={styles.canvas} />
        <div ref={beforeRef} className={styles.outside} />
        <div ref={afterRef} className={styles.outside} data-side="after" />
        <div
          ref={fromRef}
          className={styles.handle}
          role="slider"
          aria-label="Start of the time shown"
          aria-valuenow={0}
          tabIndex={0}
        />
        <div
          ref={toRef}
          className={styles.handle}
          role="slider"
          aria-label="End of the time shown"
          aria-valuenow={0}
          tabIndex={0}
        />
      </div>
    </div>
  );
}
