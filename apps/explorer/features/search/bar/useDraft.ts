import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

interface Draft {
  readonly text: string;
  readonly cursor: number;
}

interface DraftState extends Draft {
  readonly type: (text: string) => void;
  readonly moveCursor: (cursor: number) => void;
  /** Writes into the field and puts the caret where typing goes on. */
  readonly write: (draft: Draft) => void;
}

/** What stands in the query field: the query searched for, until somebody types. */
export function useDraft(query: string, inputRef: RefObject<HTMLInputElement | null>): DraftState {
  const [draft, setDraft] = useState<Draft>({ text: query, cursor: query.length });
  const [searched, setSearched] = useState(query);
  // A facet, a link or the back button changed the query: the field follows.
  if (searched !== query) {
    setSearched(query);
    setDraft({ text: query, cursor: query.length });
  }

  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    inputRef.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });

  return {
    ...draft,
    type: (text) => setDraft(({ cursor }) => ({ text, cursor })),
    moveCursor: (cursor) => setDraft(({ text }) => ({ text, cursor })),
    write: (written) => {
      caret.current = written.cursor;
      setDraft(written);
    },
  };
}
