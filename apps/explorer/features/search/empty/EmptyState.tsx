import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SearchPage } from '../../../../../shared/api/answers.ts';
import { formatTotal } from '../../../../../shared/stats/formatTotal.ts';
import {
  countQuery,
  type Extent,
  extentQuery,
  fieldsQuery,
  type Scope,
} from '../../../api/queries.ts';
import controls from '../../../ui/controls/controls.module.css';
import { rangeText } from '../../../ui/time/rangeText.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import type { SearchUrl } from '../../../url/searchUrl.ts';
import type { SearchState } from '../useSearchState.ts';
import styles from './emptyState.module.css';
import { NothingStored } from './NothingStored.tsx';
import { overAllTime, renameKey, unknownKeys, widerRanges, withoutOneTerm } from './remedies.ts';
import { LOOK_AGAIN_MS, useArrival } from './useArrival.ts';

interface EmptyStateProps {
  readonly state: SearchState;
  readonly scope: Scope;
  /** Not all of the store has answered: what is missing may match. */
  readonly isPartial: boolean;
}

const ALL_FIELDS = 1_000;
const EVERYTHING = overAllTime('');

/** Says why nothing was found as far as can be told, with a button for each way out. */
export function EmptyState({ state, scope, isPartial }: EmptyStateProps) {
  const zone = useTimeZone();
  const stored = useQuery({
    ...countQuery(EVERYTHING),
    refetchInterval: ({ state: { data } }) => (data?.total.value === 0 ? LOOK_AGAIN_MS : false),
  });
  useArrival(scope.q, state.url.last, state.searchAgain);
  if (stored.data?.value === 0 && !isPartial) return <NothingStored />;

  const when = rangeText(state.range, state.url.last, zone);
  return (
    <div className={styles.empty}>
      <h2>{isPartial ? 'No traces match in what could be searched' : 'No traces match'}</h2>
      <p>
        {scope.q === '' ? 'Nothing started' : 'Nothing that matches started'} in{' '}
        <b>{when.startsWith('Last') ? `the ${when.toLowerCase()}` : when}</b>.
      </p>
      <UnknownKeys state={state} q={scope.q} />
      <Remedies state={state} scope={scope} />
    </div>
  );
}

function UnknownKeys({ state, q }: { readonly state: SearchState; readonly q: string }) {
  const fields = useQuery(fieldsQuery('', ALL_FIELDS));
  if (!fields.data) return undefined;
  const known = fields.data.fields.map(({ name }) => name);
  return unknownKeys(q, known).map(({ key, nearest }) => (
    <p key={key}>
      No span has a key <code>{key}</code>.{' '}
      {nearest !== undefined && (
        <button
          type="button"
          className={controls.button}
          onClick={() => state.searchFor({ q: renameKey(q, key, nearest) })}
        >
          Search for {nearest} instead
        </button>
      )}
    </p>
  ));
}

function Remedies({ state, scope }: Omit<EmptyStateProps, 'isPartial'>) {
  const remedies = useMemo(
    () => [...withoutOneTerm(scope), ...widerRanges(scope, Date.now())],
    [scope],
  );
  const counts = useQueries({ queries: remedies.map((remedy) => countQuery(remedy.scope)) });
  const allTime = useQuery(extentQuery(overAllTime(scope.q)));

  const found = remedies.flatMap(({ label, scope: other }, index): readonly Found[] => {
    const total = counts[index]?.data;
    if (total === undefined || total.value === 0) return [];
    const { q, fromMs, toMs } = other;
    const change = q === scope.q ? { fromMs, toMs, last: '' } : { q };
    return [{ label, total, change }];
  });
  if (allTime.data) found.push(...atAnyTime(allTime.data));

  if (allTime.isPending || counts.some(({ isPending }) => isPending)) {
    return <p className={styles.quiet}>Looking what a wider search would find…</p>;
  }
  if (found.length === 0) {
    return (
      <p className={styles.quiet}>
        Neither more time nor fewer terms would find anything. The devices may not be sampled, or
        the values are written differently: start from the facets of an empty query.
      </p>
    );
  }
  return (
    <ul className={styles.remedies} aria-label="Ways to find more">
      {found.map(({ label, total, change }) => (
        <li key={label}>
          <button type="button" className={styles.remedy} onClick={() => state.searchFor(change)}>
            <span>{label}</span>{' '}
            <b>
              {formatTotal(total)} {total.value === 1 ? 'trace' : 'traces'}
            </b>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface Found {
  readonly label: string;
  readonly total: SearchPage['total'];
  readonly change: Partial<Pick<SearchUrl, 'q' | 'fromMs' | 'toMs' | 'last'>>;
}

/** From the first to the last of them: a window of centuries would show one bar. */
function atAnyTime({ total, firstStartUs, lastStartUs }: Extent): readonly Found[] {
  if (firstStartUs === undefined || lastStartUs === undefined) return [];
  const fromMs = Math.max(0, Math.floor(firstStartUs / 1_000));
  const toMs = Math.floor(lastStartUs / 1_000) + 1;
  return [{ label: 'at any time', total, change: { fromMs, toMs, last: '' } }];
}
