import { create } from 'zustand';
import { readFolded, readPinned, writeFolded, writePinned } from './facetFields.ts';

interface FacetState {
  readonly folded: readonly string[];
  readonly pinned: readonly string[];
  readonly toggleFolded: (field: string) => void;
  readonly togglePinned: (field: string) => void;
}

/** How this person likes the facets: kept on this machine, not in the link. */
export const useFacetStore = create<FacetState>()((set, get) => ({
  folded: readFolded(),
  pinned: readPinned(),
  toggleFolded: (field) => {
    const folded = toggle(get().folded, field);
    writeFolded(folded);
    set({ folded });
  },
  togglePinned: (field) => {
    const pinned = toggle(get().pinned, field);
    writePinned(pinned);
    set({ pinned });
  },
}));

function toggle(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
