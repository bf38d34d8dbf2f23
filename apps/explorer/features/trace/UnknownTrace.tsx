import { Link } from 'wouter';
import { printValue } from '../../../../shared/query/print.ts';
import controls from '../../ui/controls/controls.module.css';
import { formatSearchUrl } from '../../url/searchUrl.ts';
import styles from './trace.module.css';

interface UnknownTraceProps {
  readonly traceId: string;
  /** Epoch milliseconds the link says the trace began at. */
  readonly atMs: number | undefined;
  readonly isLooking: boolean;
  readonly onLookAgain: () => void;
  /** Looks without the time in the link. */
  readonly onForgetTime: () => void;
}

/** Nothing is known about the trace: why that may be, each with what to do about it. */
export function UnknownTrace(props: UnknownTraceProps) {
  const { traceId, atMs, isLooking, onLookAgain, onForgetTime } = props;
  return (
    <div className={styles.unknown} role="alert">
      <h1>This trace is not here</h1>
      <p>
        <code>{traceId.slice(0, 200)}</code>
      </p>
      <ul>
        <li>
          <b>It may not have arrived yet.</b> Spans take a few seconds from the device to here.{' '}
          <button
            type="button"
            className={controls.button}
            disabled={isLooking}
            onClick={onLookAgain}
          >
            {isLooking ? 'Looking…' : 'Look again'}
          </button>
        </li>
        {atMs !== undefined && (
          <li>
            <b>The link may carry the wrong time.</b> It says the trace began at{' '}
            {new Date(atMs).toISOString().replace('T', ' ').slice(0, 19)} UTC.{' '}
            <button type="button" className={controls.button} onClick={onForgetTime}>
              Look at all times
            </button>
          </li>
        )}
        <li>
          <b>It may be older than what is kept,</b> or belong to another Hopscope. Ask whoever sent
          the link when it happened.
        </li>
        <li>
          <b>It may never have been sampled.</b> Its id then only occurs in logs and in other traces
          that link to it.{' '}
          <Link href={`/?${searchFor(traceId)}`} className={controls.button}>
            Search for the id
          </Link>
        </li>
      </ul>
      <Link href="/" className={controls.primary}>
        Go to Search
      </Link>
    </div>
  );
}

/** The address names no trace at all: there is nothing to look for again. */
export function NoTraceId({ text }: { readonly text: string }) {
  return (
    <div className={styles.unknown} role="alert">
      <h1>This is no trace id</h1>
      <p>
        <code>{text.slice(0, 200)}</code> is no trace id: that is 32 hexadecimal digits; older
        tracers write 16. The link may be cut off.
      </p>
      <Link href="/" className={controls.primary}>
        Go to Search
      </Link>
    </div>
  );
}

function searchFor(traceId: string): string {
  return formatSearchUrl({ q: printValue(traceId), sort: '-start', facets: [] });
}
