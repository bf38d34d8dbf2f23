import { type PointerEvent, useState } from 'react';
import { type FixedRange, rangeBetween } from '../../../ui/time/fixedRange.ts';

export interface Drag {
  readonly fromPx: number;
  readonly toPx: number;
}

/** A press that moved less is a click. */
const DRAG_PX = 4;

interface DragZoom {
  readonly drag: Drag | undefined;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
  readonly moveTo: (xPx: number) => void;
}

/** Selecting a stretch of time with the pointer; `xOf` says where on the plot an event is. */
export function useDragZoom(
  range: FixedRange,
  widthPx: number,
  xOf: (event: PointerEvent) => number,
  onZoom: (range: FixedRange) => void,
): DragZoom {
  const [drag, setDrag] = useState<Drag>();
  return {
    drag,
    moveTo: (xPx) => setDrag((current) => current && { ...current, toPx: xPx }),
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ fromPx: xOf(event), toPx: xOf(event) });
      },
      onPointerUp: () => {
        if (drag && Math.abs(drag.toPx - drag.fromPx) >= DRAG_PX) {
          onZoom(rangeBetween(range, drag.fromPx, drag.toPx, widthPx));
        }
        setDrag(undefined);
      },
      onPointerCancel: () => setDrag(undefined),
    },
  };
}
