import type { ReactNode } from 'react';
import { create } from 'zustand';

/** What a tooltip stands beside, in viewport pixels. */
export interface Anchor {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

interface TooltipState {
  readonly tooltip: { readonly anchor: Anchor; readonly content: ReactNode } | undefined;
  readonly show: (anchor: Anchor, content: ReactNode) => void;
  readonly hide: () => void;
}

/** One tooltip for the whole application: showing another replaces it. */
export const useTooltipStore = create<TooltipState>()((set) => ({
  tooltip: undefined,
  show: (anchor, content) => set({ tooltip: { anchor, content } }),
  hide: () => set({ tooltip: undefined }),
}));

export function anchorOf(element: Element): Anchor {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { leftPx: left, topPx: top, widthPx: width, heightPx: height };
}
