import { type RefCallback, useCallback, useRef, useState } from 'react';

export interface ElementSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The size of the element the returned ref is set on; `undefined` before it is on the page. */
export function useElementSize<E extends Element>(): [RefCallback<E>, ElementSize | undefined] {
  const [size, setSize] = useState<ElementSize>();
  const observer = useRef<ResizeObserver>(undefined);

  const ref = useCallback((element: E | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(() => setSize(sizeOf(element)));
    observer.current.observe(element);
    setSize(sizeOf(element));
  }, []);

  return [ref, size];
}

function sizeOf(element: Element): ElementSize {
  return { widthPx: element.clientWidth, heightPx: element.clientHeight };
}
