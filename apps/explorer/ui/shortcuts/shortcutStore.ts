import { create } from 'zustand';

export interface ShortcutHelp {
  /** As it is written on the keys: `['j', '↓']`. */
  readonly keys: readonly string[];
  readonly does: string;
}

interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly ShortcutHelp[];
}

interface ShortcutState {
  readonly groups: readonly ShortcutGroup[];
  readonly add: (group: ShortcutGroup) => () => void;
}

/** What the help lists: the very tables that bind the keys, so that the two cannot differ. */
export const useShortcutStore = create<ShortcutState>()((set) => ({
  groups: [],
  add: (group) => {
    set(({ groups }) => ({ groups: [...groups, group] }));
    return () => set(({ groups }) => ({ groups: groups.filter((other) => other !== group) }));
  },
}));
