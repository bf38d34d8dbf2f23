import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { countOf } from '../../../../../shared/stats/formatCount.ts';
import { countQuery, fieldsQuery, type Scope } from '../../../api/queries.ts';
import controls from '../../../ui/controls/controls.module.css';
import { rangeText } from '../../../ui/time/rangeText.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import type { SearchState } from '../useSearchState.ts';
import styles from './emptyState.module.css';
import { NothingStored } from './NothingStored.tsx';
import { type Remedy, renameKey, unknownKeys, widerRanges, withoutOneTerm } from './remedies.ts';

interface EmptyStateProps {
  readonly state: SearchState;
  readonly scope: Scope;
}

const ALL_FIELDS = 1_000;

/** Says why nothing was found as far as can be told, with a button for each way out. */
export function EmptyState({ state, scope }: EmptyStateProps) {
  const zone = useTimeZone();
  const remedies = useMemo(
    () => [...withoutOneTerm(scope), ...widerRanges(scope, Date.now())],
    [scope],
  );
  const everything = { q: '', fromMs: 0, toMs: remedies.at(-1)?.scope.toMs ?? scope.toMs };
  const stored = useQuery(countQuery(everything));
  const counts = useQueries({ queries: remedies.map((remedy) => countQuery(remedy.scope)) });
  const fields = useQuery(fieldsQuery('', ALL_FIELDS));

  if (stored.data?.value === 0) return <NothingStored />;

  const found = remedies.filter((_, index) => (counts[index]?.data?.value ?? 0) > 0);
  const isCounting = counts.some(({ isPending }) => isPending);
  const unknown = unknownKeys(scope.q, fields.data?.fields.map(({ name }) => name) ?? []);
  const when = rangeText(state.range, state.url.last, zone);
  return (
    <div className={styles.empty}>
      <h2>No traces match</h2>
      <p>
        {scope.q === '' ? 'Nothing started' : 'Nothing that matches started'} in{' '}
        <b>{when.startsWith('Last') ? `the ${when.toLowerCase()}` : when}</b>.
      </p>
      {fields.data &&
        unknown.map(({ key, nearest }) => (
          <p key={key}>
            No span has a key <code>{key}</code>.{' '}
            {nearest !== undefined && (
              <Link
                className={controls.button}
                href={state.hrefOf({ q: renameKey(scope.q, key, nearest) })}
              >
                Search for {nearest} instead
              </Link>
            )}
          </p>
        ))}
      <ul className={styles.remedies} aria-label="Ways to find more">
        {found.map((remedy) => (
          <li key={remedy.label}>
            <RemedyLink
              remedy={remedy}
              scope={scope}
              state={state}
              count={counts[remedies.indexOf(remedy)]?.data?.value ?? 0}
            />
          </li>
        ))}
      </ul>
      {isCounting && <p className={styles.quiet}>Looking what a wider search would find…</p>}
      {!isCounting && found.length === 0 && (
        <p className={styles.quiet}>
          Neither more time nor fewer terms would find anything. The devices may not be sampled, or
          the values are written differently: start from the facets of an empty query.
        </p>
      )}
    </div>
  );
}

interface RemedyLinkProps {
  readonly remedy: Remedy;
  readonly scope: Scope;
  readonly state: SearchState;
  readonly count: number;
}

function RemedyLink({ remedy, scope, state, count }: RemedyLinkProps) {
  const { q, fromMs, toMs } = remedy.scope;
  const isWider = q === scope.q;
  const href = state.hrefOf(isWider ? { fromMs, toMs, last: '' } : { q });
  return (
    <Link className={styles.remedy} href={href}>
      <span>{isWider ? `in ${remedy.label}` : remedy.label}</span>
      <b>{countOf(count, 'trace')}</b>
    </Link>
  );
}
