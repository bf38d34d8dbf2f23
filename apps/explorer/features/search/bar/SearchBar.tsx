import { type FormEvent, type RefObject, useState } from 'react';
import { parseQuery } from '../../../../../shared/query/parser.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { QueryInput } from '../../../ui/query/QueryInput.tsx';
import styles from './bar.module.css';

interface SearchBarProps {
  /** The query searched for now. */
  readonly query: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onSearch: (query: string) => void;
}

export function SearchBar({ query, inputRef, onSearch }: SearchBarProps) {
  const [draft, setDraft] = useState(query);
  const [searched, setSearched] = useState(query);
  // A facet, a link or the back button changed the query: the field follows.
  if (searched !== query) {
    setSearched(query);
    setDraft(query);
  }
  const parsed = parseQuery(draft);
  const mistake = parsed.ok ? undefined : parsed.error;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!mistake) onSearch(draft.trim());
  };

  return (
    <search className={styles.bar}>
      <form className={styles.line} onSubmit={submit}>
        <div className={styles.field} data-wrong={mistake !== undefined || undefined}>
          <Icon name="search" />
          <QueryInput
            inputRef={inputRef}
            value={draft}
            error={mistake}
            role="combobox"
            aria-label="Query"
            aria-invalid={mistake !== undefined}
            placeholder="device.id=sensor-0042 db.status=error"
            onChange={(event) => setDraft(event.target.value)}
          />
        </div>
        <button type="submit" className={`${controls.primary} ${styles.search}`}>
          Search
        </button>
      </form>
      {mistake && (
        <p role="alert" className={styles.mistake}>
          {mistake.message}
        </p>
      )}
    </search>
  );
}
