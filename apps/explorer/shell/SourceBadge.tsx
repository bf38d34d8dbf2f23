import { useQuery } from '@tanstack/react-query';
import type { SourceAnswer } from '../../../shared/api/answers.ts';
import { ApiError } from '../api/apiError.ts';
import { canImport } from '../api/canImport.ts';
import { sourceQuery } from '../api/queries.ts';
import { Popover } from '../ui/popover/Popover.tsx';
import styles from './sourceBadge.module.css';

/** What is behind the page: the store, whether it answers, and the details on a click. */
export function SourceBadge() {
  const { data, error } = useQuery(sourceQuery());
  if (error) {
    return (
      <span className={styles.badge} data-state="down" role="status">
        <span className={styles.dot} />
        {error instanceof ApiError && error.status === 401
          ? 'not signed in'
          : 'no answer from Hopscope'}
      </span>
    );
  }
  if (!data) return <span className={styles.skeleton} />;
  const { title, state, reason } = data.store;
  return (
    <Popover
      label="Source"
      buttonLabel={`Source: ${title}${state === 'ok' ? '' : `, ${state}`}`}
      buttonClassName={styles.badge}
      button={
        <>
          <span className={styles.dot} data-state={state} />
          <span className={styles.title}>
            {state === 'ok' ? title : `${title} · ${reason ?? state}`}
          </span>
        </>
      }
    >
      {() => <SourceDetails source={data} />}
    </Popover>
  );
}

function SourceDetails({ source }: { readonly source: SourceAnswer }) {
  const { store, version } = source;
  return (
    <div className={styles.details}>
      <h2>{store.title}</h2>
      {store.reason !== undefined && <p className={styles.reason}>{store.reason}</p>}
      <dl>
        {store.details.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Your role</dt>
          <dd>{roleText(source)}</dd>
        </div>
        <div>
          <dt>Hopscope</dt>
          <dd>{version}</dd>
        </div>
      </dl>
      <p className={styles.hint}>
        Another source: set <code>HOPSCOPE_STORE</code> or write <code>hopscope.yaml</code>, then
        start again. <code>npm start -- --help</code> lists every key.
      </p>
    </div>
  );
}

function roleText(source: SourceAnswer): string {
  if (canImport(source)) return 'operator: may import';
  return source.role === 'operator' ? 'operator' : 'viewer: may read';
}
