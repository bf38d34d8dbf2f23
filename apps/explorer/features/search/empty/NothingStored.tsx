import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'wouter';
import { sourceQuery } from '../../../api/queries.ts';
import styles from './emptyState.module.css';

/** The first thing somebody sees whose store holds no trace. */
export function NothingStored() {
  const { data } = useQuery(sourceQuery());
  return data?.store.kind === 'elasticsearch' ? <NothingIndexed /> : <NothingSent />;
}

function NothingSent() {
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

/** An engine is only read: what is missing there, Jaeger has to write. */
function NothingIndexed() {
  return (
    <div className={styles.empty}>
      <h2>No span is in the indices</h2>
      <p>Hopscope reads what Jaeger writes into the engine, and finds nothing there. It may be</p>
      <dl className={styles.ways}>
        <dt>Too early</dt>
        <dd>the first span Jaeger writes is here after its index was refreshed</dd>
        <dt>Under another name</dt>
        <dd>
          the source above says which indices are read;{' '}
          <code>HOPSCOPE_ELASTICSEARCH_INDEX_PREFIX</code> or{' '}
          <code>HOPSCOPE_ELASTICSEARCH_SPAN_INDICES</code> names others
        </dd>
        <dt>Not allowed</dt>
        <dd>
          the role needs <code>read</code> and <code>view_index_metadata</code> on the span indices
        </dd>
      </dl>
    </div>
  );
}
