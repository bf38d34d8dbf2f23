import {
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { applyCompletion } from '../../../../../shared/query/applyCompletion.ts';
import { parseQuery } from '../../../../../shared/query/parser.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { QueryInput } from '../../../ui/query/QueryInput.tsx';
import styles from './bar.module.css';
import { OptionPopup, optionId } from './OptionPopup.tsx';
import { QueryMistake } from './QueryMistake.tsx';
import { rememberQuery } from './recentQueries.ts';
import type { Option } from './suggestions.ts';
import { useOptions } from './useOptions.ts';

interface SearchBarProps {
  /** The query searched for now. */
  readonly query: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onSearch: (query: string) => void;
  /** Goes where an id or a link leads; false when the text is a query. */
  readonly onOpen: (text: string) => boolean;
}

export function SearchBar({ query, inputRef, onSearch, onOpen }: SearchBarProps) {
  const [draft, setDraft] = useState(query);
  const [searched, setSearched] = useState(query);
  // A facet, a link or the back button changed the query: the field follows.
  if (searched !== query) {
    setSearched(query);
    setDraft(query);
  }
  const [cursor, setCursor] = useState(query.length);
  const [isOpen, setIsOpen] = useState(false);
  const [activeIndex, setActiveIndex] = useState<number>();
  const listId = useId();
  const { completion, ...list } = useOptions(draft, cursor, isOpen);
  const hasList = isOpen && list.options.length > 0;

  const parsed = parseQuery(draft);
  const mistake = parsed.ok ? undefined : parsed.error;
  // While a word is being typed the text is seldom whole: the error waits until the list is closed.
  const shownMistake = hasList ? undefined : mistake;

  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    inputRef.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });

  const close = () => {
    setIsOpen(false);
    setActiveIndex(undefined);
  };
  const search = (text: string) => {
    close();
    const trimmed = text.trim();
    if (onOpen(trimmed)) return;
    if (!parseQuery(trimmed).ok) return;
    rememberQuery(trimmed);
    onSearch(trimmed);
  };
  const pick = ({ pick: choice }: Option) => {
    setActiveIndex(undefined);
    if (choice.kind === 'query') {
      setDraft(choice.text);
      search(choice.text);
    } else if (completion) {
      const completed = applyCompletion(draft, completion, choice);
      caret.current = completed.cursor;
      setDraft(completed.text);
      setCursor(completed.cursor);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    const active = activeIndex === undefined ? undefined : list.options[activeIndex];
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      setIsOpen(true);
      setActiveIndex(stepIn(list.options.length, activeIndex, key === 'ArrowDown' ? 1 : -1));
    } else if (key === 'Escape') {
      if (hasList) close();
      else inputRef.current?.blur();
    } else if ((key === 'Enter' || key === 'Tab') && hasList && active) {
      event.preventDefault();
      pick(active);
    }
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(draft);
  };

  return (
    <search className={styles.bar}>
      <form className={styles.line} onSubmit={submit}>
        <div className={styles.field} data-wrong={shownMistake !== undefined || undefined}>
          <Icon name="search" />
          <QueryInput
            inputRef={inputRef}
            value={draft}
            error={shownMistake}
            role="combobox"
            aria-label="Query"
            aria-autocomplete="list"
            aria-expanded={hasList}
            aria-controls={hasList ? listId : undefined}
            aria-activedescendant={
              hasList && activeIndex !== undefined ? optionId(listId, activeIndex) : undefined
            }
            aria-invalid={mistake !== undefined}
            placeholder="device.id=sensor-0042 db.status=error"
            onChange={(event) => {
              setDraft(event.target.value);
              setActiveIndex(undefined);
              setIsOpen(true);
            }}
            onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? draft.length)}
            onPaste={(event) => {
              const { selectionStart, selectionEnd, value } = event.currentTarget;
              const isWhole = selectionStart === 0 && selectionEnd === value.length;
              if (isWhole && onOpen(event.clipboardData.getData('text'))) event.preventDefault();
            }}
            onClick={() => setIsOpen(true)}
            onBlur={close}
            onKeyDown={onKeyDown}
          />
          {draft !== '' && (
            <button
              type="button"
              className={styles.clear}
              aria-label="Clear the query"
              onClick={() => {
                setDraft('');
                search('');
                inputRef.current?.focus();
              }}
            >
              <Icon name="close" sizePx={14} />
            </button>
          )}
          {hasList && (
            <OptionPopup id={listId} list={list} activeIndex={activeIndex} onPick={pick} />
          )}
        </div>
        <button type="submit" className={`${controls.primary} ${styles.search}`}>
          Search
        </button>
      </form>
      {shownMistake && <QueryMistake text={draft} mistake={shownMistake} />}
    </search>
  );
}

/** Round and round through the options; the first step enters at either end. */
function stepIn(count: number, index: number | undefined, step: number): number | undefined {
  if (count === 0) return undefined;
  if (index === undefined) return step > 0 ? 0 : count - 1;
  return (index + step + count) % count;
}
