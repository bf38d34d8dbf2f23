import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './splitter.module.css';
import type { PaneWidth } from './usePaneWidth.ts';

interface SplitterProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly pane: PaneWidth;
  /** The side to which moving it makes the pane wider. */
  readonly grows: 'left' | 'right';
}

const KEY_STEP_PX = 16;

/** A line between two parts of the page that resizes one of them, by pointer or arrow keys. */
export function Splitter({ label, className, pane, grows }: SplitterProps) {
  const drag = useRef<{ readonly atPx: number; readonly widthPx: number }>(undefined);
  const direction = grows === 'right' ? 1 : -1;

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { atPx: event.clientX, widthPx: pane.widthPx };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current === undefined) return;
    pane.resize(drag.current.widthPx + direction * (event.clientX - drag.current.atPx));
  };
  const onPointerUp = () => {
    drag.current = undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const stepPx = event.key === 'ArrowLeft' ? -KEY_STEP_PX : KEY_STEP_PX;
    pane.resize(pane.widthPx + direction * stepPx);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(pane.widthPx)}
      aria-valuemin={pane.minPx}
      aria-valuemax={pane.maxPx}
      tabIndex={0}
      className={`${styles.splitter} ${className ?? ''}`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
    />
  );
}
