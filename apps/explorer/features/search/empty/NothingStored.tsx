import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useRouter } from 'wouter';
import { countQuery, type Scope } from '../../../api/queries.ts';
import styles from './emptyState.module.css';

interface NothingStoredProps {
  /** Everything the store holds. */
  readonly scope: Scope;
  readonly onArrival: () => void;
}

const LOOK_AGAIN_MS = 2_000;

/** The first thing somebody sees who has sent nothing yet; the first span ends it. */
export function NothingStored({ scope, onArrival }: NothingStoredProps) {
  const { base } = useRouter();
  const stored = useQuery({ ...countQuery(scope), refetchInterval: LOOK_AGAIN_MS });
  const hasArrived = (stored.data?.value ?? 0) > 0;
  useEffect(() => {
    if (hasArrived) onArrival();
  }, [hasArrived, onArrival]);

  return (
    <div className={styles.empty}>
      <h2>Nothing is stored yet</h2>
      <p>Hopscope shows spans as soon as some arrive. Two ways to send them:</p>
      <dl className={styles.ways}>
        <dt>From a service or a collector</dt>
        <dd>
          point its OTLP/HTTP exporter at{' '}
          <code>
            {window.location.origin}
            {base}/v1/traces
          </code>
        </dd>
        <dt>From a file</dt>
        <dd>drop a Jaeger or OTLP JSON file anywhere on this page</dd>
      </dl>
    </div>
  );
}
