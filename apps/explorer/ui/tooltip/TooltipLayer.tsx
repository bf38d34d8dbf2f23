import { useLayoutEffect, useRef } from 'react';
import { placeBeside } from './placeBeside.ts';
import styles from './tooltip.module.css';
import { useTooltipStore } from './tooltipStore.ts';

/** Draws the one tooltip above everything else; it is placed once its size is known. */
export function TooltipLayer() {
  const tooltip = useTooltipStore((state) => state.tooltip);
  const hide = useTooltipStore((state) => state.hide);
  const boxRef = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const box = boxRef.current;
    if (!box || !tooltip) return;
    const size = { widthPx: box.offsetWidth, heightPx: box.offsetHeight };
    const viewport = { widthPx: window.innerWidth, heightPx: window.innerHeight };
    const { leftPx, topPx } = placeBeside(tooltip.anchor, size, viewport);
    box.style.transform = `translate(${Math.round(leftPx)}px, ${Math.round(topPx)}px)`;
  }, [tooltip]);

  useLayoutEffect(() => {
    if (!tooltip) return;
    // What scrolls or changes under a tooltip leaves it pointing at nothing.
    const hideOnEscape = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    window.addEventListener('scroll', hide, { capture: true, passive: true });
    window.addEventListener('keydown', hideOnEscape);
    return () => {
      window.removeEventListener('scroll', hide, { capture: true });
      window.removeEventListener('keydown', hideOnEscape);
    };
  }, [tooltip, hide]);

  if (!tooltip) return undefined;
  return (
    <div ref={boxRef} className={styles.tooltip} role="tooltip">
      {tooltip.content}
    </div>
  );
}
