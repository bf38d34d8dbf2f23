import { useCallback, useState } from 'react';
import type { RowIds } from '../../../../../shared/columns/traceColumns.ts';
import { activateRow, type TimelineStore } from '../timeline/timelineStore.ts';
import type { TraceUrlState } from '../useTraceUrl.ts';
import { type Pick, rowsOfPick } from './pick.ts';

export interface Picking {
  readonly pick: Pick | undefined;
  /** Shows the rows of a stage or a finding; of a stage that is shown already, all rows again. */
  readonly show: (pick: Pick) => void;
  readonly search: (q: string) => void;
  /** Ends what was clicked, then the search. */
  readonly clear: () => void;
}

/** What rows are to be looked at: the search in the address, or what was clicked since. */
export function usePick(
  store: TimelineStore,
  ids: RowIds | undefined,
  change: TraceUrlState['change'],
): Picking {
  const [pick, setPick] = useState<Pick>();

  const search = useCallback(
    (q: string) => {
      setPick(undefined);
      change((url) => ({ ...url, q }));
    },
    [change],
  );
  const show = (wanted: Pick) => {
    const isShown =
      wanted.kind === 'stage' && pick?.kind === 'stage' && pick.stage === wanted.stage;
    if (isShown) {
      setPick(undefined);
      return;
    }
    setPick(wanted);
    const [first] = rowsOfPick(wanted, store.getState().columns, ids).rows;
    if (first !== undefined) activateRow(store, first);
  };
  const clear = () => {
    if (pick === undefined) search('');
    else setPick(undefined);
  };
  return { pick, show, search, clear };
}
