import { type FormEvent, type KeyboardEvent, type RefObject, useId } from 'react';
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
import { useDraft } from './useDraft.ts';
import { useOptionList } from './useOptionList.ts';

interface SearchBarProps {
  /** The query searched for now. */
  readonly query: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onSearch: (query: string) => void;
  /** Goes where an id or a link leads; false when the text is a query. */
  readonly onOpen: (text: string) => boolean;
}

export function SearchBar({ query, inputRef, onSearch, onOpen }: SearchBarProps) {
  const draft = useDraft(query, inputRef);
  const options = useOptionList(draft.text, draft.cursor, pick);
  const { isShown, activeIndex } = options;
  const listId = useId();
  const parsed = parseQuery(draft.text);
  // While a word is being typed the text is seldom whole: the error waits until the list is closed.
  const mistake = parsed.ok || isShown ? undefined : parsed.error;

  function search(text: string) {
    options.close();
    const trimmed = text.trim();
    if (onOpen(trimmed) || !parseQuery(trimmed).ok) return;
    rememberQuery(trimmed);
    onSearch(trimmed);
  }

  function pick({ pick: choice }: Option) {
    if (choice.kind === 'query') {
      draft.write({ text: choice.text, cursor: choice.text.length });
      search(choice.text);
    } else if (options.completion) {
      draft.write(applyCompletion(draft.text, options.completion, choice));
    }
  }

  function clear() {
    draft.write({ text: '', cursor: 0 });
    search('');
    inputRef.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (options.handleKey(event)) event.preventDefault();
    else if (event.key === 'Escape') inputRef.current?.blur();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    search(draft.text);
  }

  return (
    <search className={styles.bar}>
      <form className={styles.line} onSubmit={submit}>
        <div className={styles.field} data-wrong={mistake !== undefined || undefined}>
          <Icon name="search" />
          <QueryInput
            inputRef={inputRef}
            value={draft.text}
            error={mistake}
            role="combobox"
            aria-label="Query"
            aria-autocomplete="list"
            aria-expanded={isShown}
            aria-controls={isShown ? listId : undefined}
            aria-activedescendant={
              isShown && activeIndex !== undefined ? optionId(listId, activeIndex) : undefined
            }
            aria-invalid={!parsed.ok}
            placeholder="device.id=sensor-0042 db.status=error"
            onChange={(event) => {
              draft.type(event.target.value);
              options.open();
            }}
            onSelect={({ currentTarget }) =>
              draft.moveCursor(currentTarget.selectionStart ?? draft.text.length)
            }
            onPaste={(event) => {
              const { selectionStart, selectionEnd, value } = event.currentTarget;
              const isWhole = selectionStart === 0 && selectionEnd === value.length;
              if (isWhole && onOpen(event.clipboardData.getData('text'))) event.preventDefault();
            }}
            onClick={options.open}
            onBlur={options.close}
            onKeyDown={onKeyDown}
          />
          {draft.text !== '' && <ClearButton onClear={clear} />}
          {isShown && (
            <OptionPopup id={listId} list={options.list} activeIndex={activeIndex} onPick={pick} />
          )}
        </div>
        <button type="submit" className={`${controls.primary} ${styles.search}`}>
          Search
        </button>
      </form>
      {mistake && <QueryMistake text={draft.text} mistake={mistake} />}
    </search>
  );
}

function ClearButton({ onClear }: { readonly onClear: () => void }) {
  return (
    <button type="button" className={styles.clear} aria-label="Clear the query" onClick={onClear}>
      <Icon name="close" sizePx={14} />
    </button>
  );
}
