import styles from './timeline.module.css';
import type { TimelineElements, TimelineView } from './timelineView.ts';

/** A line under the pointer through all tracks, with its time on the ruler. Answers how to stop. */
export function followCursor(view: TimelineView, elements: TimelineElements): () => void {
  const { grid, viewport, bars, axis } = elements;
  const line = document.createElement('div');
  const time = document.createElement('div');
  line.className = styles.cursor ?? '';
  time.className = styles.cursorTime ?? '';
  viewport.append(line);
  axis.append(time);
  const hide = () => {
    line.hidden = true;
    time.hidden = true;
  };
  const follow = (event: PointerEvent) => {
    const xPx = event.clientX - bars.getBoundingClientRect().left;
    if (xPx < 0 || xPx > view.trackPx || event.pointerType === 'touch') {
      hide();
      return;
    }
    line.hidden = false;
    time.hidden = false;
    line.style.transform = `translateX(${bars.offsetLeft + xPx}px)`;
    time.textContent = view.timeLabelAt(xPx);
    const isNearEnd = xPx > view.trackPx / 2;
    time.style.transform = `translateX(${xPx}px)${isNearEnd ? ' translateX(-100%)' : ''}`;
  };
  hide();
  for (const area of [grid, axis]) {
    area.addEventListener('pointermove', follow);
    area.addEventListener('pointerleave', hide);
  }
  return () => {
    for (const area of [grid, axis]) {
      area.removeEventListener('pointermove', follow);
      area.removeEventListener('pointerleave', hide);
    }
    line.remove();
    time.remove();
  };
}
