import { Fragment } from 'react';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import styles from './bar.module.css';

export interface Suggestion {
  /** What the list shows, and what takes the place of the word at the cursor. */
  readonly label: string;
  readonly insert: string;
  readonly kind: 'key' | 'operator' | 'value' | 'recent';
  /** A word on what it is: "attribute", "trace". */
  readonly detail?: string;
  readonly count?: number;
}

interface SuggestionListProps {
  readonly id: string;
  readonly title: string;
  readonly suggestions: readonly Suggestion[];
  /** The part of each label that is already typed. */
  readonly typed: string;
  readonly activeIndex: number | undefined;
  readonly onPick: (suggestion: Suggestion) => void;
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

export function SuggestionList(props: SuggestionListProps) {
  const { id, title, suggestions, typed, activeIndex, onPick } = props;
  return (
    <div className={styles.popup}>
      <p className={styles.popupTitle}>{title}</p>
      <div id={id} role="listbox" aria-label={title} className={styles.options}>
        {suggestions.map((suggestion, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles Enter
          <div
            key={`${suggestion.kind} ${suggestion.insert}`}
            id={optionId(id, index)}
            role="option"
            aria-selected={index === activeIndex}
            className={styles.option}
            // The press must not take the focus from the field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(suggestion)}
          >
            <span className={styles.optionLabel} data-kind={suggestion.kind}>
              <Typed label={suggestion.label} typed={typed} />
            </span>
            {suggestion.detail !== undefined && (
              <span className={styles.optionDetail}>{suggestion.detail}</span>
            )}
            {suggestion.count !== undefined && (
              <span className={styles.optionCount}>{formatCount(suggestion.count)}</span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function Typed({ label, typed }: { readonly label: string; readonly typed: string }) {
  const at = typed === '' ? -1 : label.toLowerCase().indexOf(typed.toLowerCase());
  if (at < 0) return label;
  const end = at + typed.length;
  return (
    <Fragment>
      {label.slice(0, at)}
      <b>{label.slice(at, end)}</b>
      {label.slice(end)}
    </Fragment>
  );
}
