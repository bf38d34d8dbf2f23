import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { parseSpanQuery } from '../../../../../shared/query/parser.ts';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { QueryInput } from '../../../ui/query/QueryInput.tsx';
import styles from './search.module.css';

/** What picks rows at present: a search, or a stage or finding that was clicked. */
export interface Picked {
  readonly label: string;
  readonly count: number;
  /** Which of them the keyboard is on, from 1; 0 for none. */
  readonly place: number;
}

interface TraceSearchProps {
  readonly q: string;
  readonly onSearch: (q: string) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly isSearching: boolean;
  /** Why the server could not answer. */
  readonly failure: string | undefined;
  readonly picked: Picked | undefined;
  readonly onStep: (step: 1 | -1) => void;
  readonly onClear: () => void;
}

const TYPING_PAUSE_MS = 250;

/** Searches the spans of the trace with the language of the search page. */
export function TraceSearch(props: TraceSearchProps) {
  const { q, onSearch, inputRef, picked, onStep, onClear } = props;
  const [text, setText] = useState(q);
  const [searched, setSearched] = useState(q);
  if (q !== searched) {
    setSearched(q);
    setText(q);
  }
  const parsed = parseSpanQuery(text);
  const error = parsed.ok ? undefined : parsed.error;

  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => onSearch(text.trim()), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, q, onSearch]);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      if (text.trim() !== q) onSearch(text.trim());
      else onStep(event.shiftKey ? -1 : 1);
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (text === '') event.currentTarget.blur();
      setText('');
      onSearch('');
    }
  };
  const message = error?.message ?? props.failure;
  return (
    <search className={styles.search}>
      <div className={styles.box} data-wrong={message !== undefined || undefined}>
        <Icon name="search" sizePx={14} />
        <QueryInput
          value={text}
          error={error}
          inputRef={inputRef}
          aria-label="Search in this trace"
          aria-invalid={message !== undefined}
          aria-describedby={message === undefined ? undefined : 'trace-search-error'}
          placeholder="Search in this trace:  service=… duration>50ms"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <kbd className={styles.key}>/</kbd>
      </div>
      {message !== undefined && (
        <p id="trace-search-error" role="alert" className={styles.error}>
          {message}
        </p>
      )}
      <span role="status" className={styles.status} data-busy={props.isSearching || undefined}>
        {picked && pickedText(picked)}
      </span>
      {picked && (
        <span className={styles.steps}>
          <StepButton label="Previous match" icon="arrowUp" onClick={() => onStep(-1)} />
          <StepButton label="Next match" icon="arrowDown" onClick={() => onStep(1)} />
          <StepButton label="Clear the matches" icon="close" onClick={onClear} />
        </span>
      )}
    </search>
  );
}

function pickedText({ label, count, place }: Picked): string {
  if (count === 0) return `no ${label}`;
  const total = `${formatCount(count)} ${label}`;
  return place === 0 ? total : `${formatCount(place)} of ${total}`;
}

interface StepButtonProps {
  readonly label: string;
  readonly icon: 'arrowUp' | 'arrowDown' | 'close';
  readonly onClick: () => void;
}

function StepButton({ label, icon, onClick }: StepButtonProps) {
  return (
    <button
      type="button"
      className={controls.ghost}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} sizePx={14} />
    </button>
  );
}
