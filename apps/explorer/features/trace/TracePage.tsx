import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError } from '../../api/apiError.ts';
import { traceQuery } from '../../api/queries.ts';
import controls from '../../ui/controls/controls.module.css';
import { ErrorNotice } from '../../ui/notice/ErrorNotice.tsx';
import { isTraceId } from '../../url/ids.ts';
import { TraceView } from './TraceView.tsx';
import styles from './trace.module.css';
import { NoTraceId, UnknownTrace } from './UnknownTrace.tsx';
import { useTraceUrl } from './useTraceUrl.ts';

/** One page a trace: another trace starts over. */
export function TracePage({ traceId }: { readonly traceId: string }) {
  if (!isTraceId(traceId)) return <NoTraceId text={traceId} />;
  return <OneTrace key={traceId} traceId={traceId} />;
}

const REFRESH_MS = 3_000;

function OneTrace({ traceId }: { readonly traceId: string }) {
  const urlState = useTraceUrl(traceId);
  const { url, change } = urlState;
  const trace = useQuery({
    ...traceQuery(traceId, url.atMs),
    // Spans may still be on their way.
    refetchInterval: ({ state }) => (state.data?.summary.isSettled === false ? REFRESH_MS : false),
  });
  const { data, error, refetch, isFetching } = trace;

  const startMs = data && Math.floor(data.summary.startUs / 1_000);
  const needsTime = startMs !== undefined && url.atMs === undefined;
  useEffect(() => {
    if (needsTime) change((current) => ({ ...current, atMs: startMs }));
  }, [needsTime, startMs, change]);

  useEffect(() => {
    document.title = `${data?.summary.deviceId ?? traceId.slice(0, 8)} · trace · Hopscope`;
    return () => {
      document.title = 'Hopscope';
    };
  }, [data?.summary.deviceId, traceId]);

  if (data === undefined && error instanceof ApiError && error.status === 404) {
    return (
      <UnknownTrace
        traceId={traceId}
        atMs={url.atMs}
        isLooking={isFetching}
        onLookAgain={() => void refetch()}
        onForgetTime={() => {
          change(({ atMs: _, ...rest }) => rest);
        }}
      />
    );
  }
  if (data === undefined && error) {
    return (
      <div className={styles.failure}>
        <ErrorNotice
          title={error instanceof ApiError ? error.title : 'The trace cannot be shown'}
          detail={error.message}
          technical={error instanceof ApiError ? error.technical : String(error.stack)}
        >
          <button type="button" className={controls.button} onClick={() => void refetch()}>
            Try again
          </button>
        </ErrorNotice>
      </div>
    );
  }
  return <TraceView traceId={traceId} answer={data} urlState={urlState} />;
}
