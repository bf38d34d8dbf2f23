import { type FocusEvent, type PointerEvent, type ReactNode, useEffect } from 'react';
import { anchorOf, useTooltipStore } from './tooltipStore.ts';

interface TooltipHandlers {
  readonly onPointerEnter: (event: PointerEvent<Element>) => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: (event: FocusEvent<Element>) => void;
  readonly onBlur: () => void;
}

/** Handlers that show the content beside the element they are spread on, by pointer and by focus. */
export function useTooltip(content: ReactNode): TooltipHandlers {
  const show = useTooltipStore((state) => state.show);
  const hide = useTooltipStore((state) => state.hide);
  // An element that goes away under the pointer sends no leave event.
  useEffect(() => hide, [hide]);

  return {
    onPointerEnter: (event) => {
      if (event.pointerType !== 'touch') show(anchorOf(event.currentTarget), content);
    },
    onPointerLeave: hide,
    onFocus: (event) => {
      if (event.currentTarget.matches(':focus-visible')) {
        show(anchorOf(event.currentTarget), content);
      }
    },
    onBlur: hide,
  };
}
