/** A drag of the pointer, in pixels from the element's left edge. */
export interface Drag {
  readonly startPx: number;
  readonly atPx: number;
  /** The element under the pointer when it went down. */
  readonly target: Element;
}

interface DragHandlers {
  /** Answers false to leave this press alone. */
  readonly onStart?: (drag: Drag, event: PointerEvent) => boolean;
  /** Called from the first pixels of movement on. */
  readonly onMove: (drag: Drag) => void;
  /** `didMove` is false for a click. */
  readonly onEnd?: (drag: Drag, didMove: boolean, event: PointerEvent) => void;
}

/** Movement that is still a click. */
const CLICK_PX = 3;

/** Follows presses of the main button on an element. Answers how to stop. */
export function followDrags(element: HTMLElement, handlers: DragHandlers): () => void {
  let drag: Drag | undefined;
  let didMove = false;

  const positionOf = (event: PointerEvent) => event.clientX - element.getBoundingClientRect().left;

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const startPx = positionOf(event);
    const started = { startPx, atPx: startPx, target: event.target };
    if (handlers.onStart?.(started, event) === false) return;
    drag = started;
    didMove = false;
  };
  const onMove = (event: PointerEvent) => {
    if (drag === undefined) return;
    const atPx = positionOf(event);
    if (!didMove && Math.abs(atPx - drag.startPx) < CLICK_PX) return;
    // Captured only now: a captured press would not click what is under it.
    if (!didMove) element.setPointerCapture(event.pointerId);
    didMove = true;
    drag = { ...drag, atPx };
    handlers.onMove(drag);
  };
  const onUp = (event: PointerEvent) => {
    if (drag === undefined) return;
    handlers.onEnd?.(drag, didMove, event);
    drag = undefined;
  };
  const onCancel = () => {
    drag = undefined;
  };

  element.addEventListener('pointerdown', onDown);
  element.addEventListener('pointermove', onMove);
  element.addEventListener('pointerup', onUp);
  element.addEventListener('pointercancel', onCancel);
  return () => {
    element.removeEventListener('pointerdown', onDown);
    element.removeEventListener('pointermove', onMove);
    element.removeEventListener('pointerup', onUp);
    element.removeEventListener('pointercancel', onCancel);
  };
}
