import { useEffect, useRef } from 'react';
import { type ShortcutHelp, useShortcutStore } from './shortcutStore.ts';

export interface Shortcut extends ShortcutHelp {
  /** Values of `KeyboardEvent.key` that trigger it. Absent: the help lists it, its control handles it. */
  readonly on?: readonly string[];
  readonly run?: (event: KeyboardEvent) => void;
}

/** Binds a page's keys and lists them in the help. Keys typed into a field or a dialog are left alone. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const add = useShortcutStore((state) => state.add);
  const newest = useRef(shortcuts);
  useEffect(() => {
    newest.current = shortcuts;
  });

  useEffect(() => add({ title, shortcuts: newest.current }), [add, title]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || hasModifier(event) || isTaken(event)) return;
      const shortcut = newest.current.find(({ on }) => on?.includes(event.key));
      if (!shortcut?.run) return;
      event.preventDefault();
      shortcut.run(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** A field takes every key, what can be pressed takes the keys that press it. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  const isPress = key === 'Enter' || key === ' ';
  return target.closest(isPress ? `${FIELDS}, ${PRESSED}` : FIELDS) !== null;
}

const FIELDS =
  'input:not([type="checkbox"]), textarea, select, [contenteditable], dialog, [role="dialog"]';
const PRESSED = 'a, button, summary, input, [role="button"], [role="switch"]';
