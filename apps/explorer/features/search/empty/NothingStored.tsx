import { useRouter } from 'wouter';
import styles from './emptyState.module.css';

/** The first thing somebody sees who has sent nothing yet. */
export function NothingStored() {
  const { base } = useRouter();
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
