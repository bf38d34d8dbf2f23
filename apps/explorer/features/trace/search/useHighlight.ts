import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { parseSpanQuery } from '../../../../../shared/query/parser.ts';
import { matchesQuery } from '../../../api/queries.ts';
import {
  activateRow,
  nextHighlighted,
  setHighlight,
  type TimelineStore,
} from '../timeline/timelineStore.ts';
import { type Pick, rowsOfPick } from './pick.ts';
import type { Picked } from './TraceSearch.tsx';

interface HighlightSource {
  readonly traceId: string;
  readonly atMs: number | undefined;
  readonly q: string;
  /** What was clicked; it comes before the search. */
  readonly pick: Pick | undefined;
  readonly ids: BigUint64Array | undefined;
}

interface Highlighted {
  readonly picked: Picked | undefined;
  readonly isSearching: boolean;
  readonly failure: string | undefined;
}

/** Dims the rows that neither the search nor a click picks, and says how many it does. */
export function useHighlight(store: TimelineStore, source: HighlightSource): Highlighted {
  const { traceId, atMs, q, pick, ids } = source;
  const columns = useStore(store, (state) => state.columns);
  const isAsked = q !== '' && columns.isFinal && parseSpanQuery(q).ok;
  const matches = useQuery({
    ...matchesQuery(traceId, q, columns.rowCount, atMs),
    enabled: isAsked,
  });
  const isOfLayout = matches.data?.rowCount === columns.rowCount;
  const matchedRows = isAsked && isOfLayout ? matches.data?.rows : undefined;

  useEffect(() => {
    if (pick !== undefined) setHighlight(store, rowsOfPick(pick, columns, ids));
    else if (matchedRows === undefined) setHighlight(store, undefined);
    else {
      const noun = matchedRows.length === 1 ? 'match' : 'matches';
      setHighlight(store, { label: noun, rows: matchedRows });
    }
  }, [store, columns, ids, pick, matchedRows]);

  // A link to a span inside a search shows the span; whoever searches sees the first match.
  const [linkedQ] = useState(q);
  useEffect(() => {
    const { selectedRow } = store.getState();
    if (pick !== undefined || matchedRows === undefined) return;
    if (selectedRow !== undefined && q === linkedQ) return;
    showNearestMatch(store);
  }, [store, pick, matchedRows, q, linkedQ]);

  const highlight = useStore(store, (state) => state.highlight);
  const place = useStore(store, (state) =>
    state.highlight?.isIn[state.activeRow] === 1
      ? state.highlight.rows.indexOf(state.activeRow) + 1
      : 0,
  );
  return {
    picked: highlight && { label: highlight.label, count: highlight.rows.length, place },
    isSearching: isAsked && matches.isFetching,
    failure: isAsked ? matches.error?.message : undefined,
  };
}

/** Scrolls to the next match unless the keyboard is on one. */
function showNearestMatch(store: TimelineStore): void {
  const state = store.getState();
  if (state.highlight?.isIn[state.activeRow] === 1) return;
  const row = nextHighlighted(state, 1);
  if (row !== undefined) activateRow(store, row);
}
