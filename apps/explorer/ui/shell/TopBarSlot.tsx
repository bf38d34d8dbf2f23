import { createContext, type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';

/** Where the top bar takes what belongs to the page in sight. */
export const TopBarSlotContext = createContext<HTMLElement | null>(null);

/** Draws its children in the top bar. */
export function TopBarSlot({ children }: { readonly children: ReactNode }) {
  const slot = useContext(TopBarSlotContext);
  return slot && createPortal(children, slot);
}
