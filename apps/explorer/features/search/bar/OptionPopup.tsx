import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import styles from './bar.module.css';
import type { Option, OptionList } from './suggestions.ts';

interface OptionPopupProps {
  readonly id: string;
  readonly list: OptionList;
  readonly activeIndex: number | undefined;
  readonly onPick: (option: Option) => void;
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

export function OptionPopup({ id, list, activeIndex, onPick }: OptionPopupProps) {
  return (
    <div className={styles.popup}>
      <div id={id} role="listbox" aria-label={list.title} className={styles.options}>
        {list.options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles Enter
          <div
            key={`${option.pick.kind} ${option.label}`}
            id={optionId(id, index)}
            role="option"
            aria-selected={index === activeIndex}
            className={styles.option}
            // The press must not take the focus from the field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(option)}
          >
            <span className={styles.optionLabel} data-kind={option.pick.kind}>
              <Typed label={option.label} typed={list.typed} />
            </span>
            {option.detail !== undefined && (
              <span className={styles.optionDetail}>{option.detail}</span>
            )}
            {option.count !== undefined && (
              <span className={styles.optionCount}>{formatCount(option.count)}</span>
            )}
          </div>
        ))}
      </div>
      <p className={styles.popupFoot}>
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> take <kbd>Esc</kbd> close
      </p>
    </div>
  );
}

function Typed({ label, typed }: { readonly label: string; readonly typed: string }) {
  const at = typed === '' ? -1 : label.toLowerCase().indexOf(typed.toLowerCase());
  if (at < 0) return label;
  const end = at + typed.length;
  return (
    <>
      {label.slice(0, at)}
      <b>{label.slice(at, end)}</b>
      {label.slice(end)}
    </>
  );
}
