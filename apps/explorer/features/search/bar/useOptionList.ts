import { type KeyboardEvent, useState } from 'react';
import type { Option, OptionList } from './suggestions.ts';
import { useOptions } from './useOptions.ts';

interface OptionListState {
  readonly list: OptionList;
  readonly completion: ReturnType<typeof useOptions>['completion'];
  readonly isShown: boolean;
  readonly activeIndex: number | undefined;
  readonly open: () => void;
  readonly close: () => void;
  /** True when the key was for the list. */
  readonly handleKey: (event: KeyboardEvent) => boolean;
}

/** The list under the field: open or not, and which option the keyboard is on. */
export function useOptionList(
  text: string,
  cursor: number,
  onPick: (option: Option) => void,
): OptionListState {
  const [isOpen, setIsOpen] = useState(false);
  const [activeIndex, setActiveIndex] = useState<number>();
  const { completion, ...list } = useOptions(text, cursor, isOpen);
  const isShown = isOpen && list.options.length > 0;
  const active = activeIndex === undefined ? undefined : list.options[activeIndex];

  const open = () => {
    setIsOpen(true);
    setActiveIndex(undefined);
  };
  const close = () => {
    setIsOpen(false);
    setActiveIndex(undefined);
  };

  const handleKey = ({ key }: KeyboardEvent): boolean => {
    switch (key) {
      case 'ArrowDown':
      case 'ArrowUp':
        setIsOpen(true);
        setActiveIndex(stepIn(list.options.length, activeIndex, key === 'ArrowDown' ? 1 : -1));
        return true;
      case 'Escape':
        if (isShown) close();
        return isShown;
      case 'Enter':
      case 'Tab':
        if (!isShown || active === undefined) return false;
        setActiveIndex(undefined);
        onPick(active);
        return true;
      default:
        return false;
    }
  };
  return { list, completion, isShown, activeIndex, open, close, handleKey };
}

/** Round and round through the options; the first step enters at either end. */
function stepIn(count: number, index: number | undefined, step: number): number | undefined {
  if (count === 0) return undefined;
  if (index === undefined) return step > 0 ? 0 : count - 1;
  return (index + step + count) % count;
}
