import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { type ProblemKind, problem } from '../../shared/api/problem.ts';
import { BadRequest, EngineUnavailable, StoreUnavailable } from '../stores/traceStore.ts';
import type { AppEnv } from './appEnv.ts';
import { problemJson } from './problemJson.ts';
import { ServerStopping, TooSlow } from './requestSignal.ts';

/**
 * The one place where a thrown error becomes an answer. Its message reaches the log, and the
 * client only where it was written for everybody.
 */
export const errorAnswer =
  (log: Logger) =>
  (error: Error, c: Context<AppEnv>): Response => {
    const requestId = c.get('requestId');
    const reason: unknown = c.get('signal')?.aborted ? c.get('signal').reason : error;
    if (reason instanceof TooSlow) {
      return problemJson(c, problem('too-slow', NARROW_IT, { requestId }));
    }
    if (reason instanceof ServerStopping) {
      return problemJson(c, problem('stopping', TRY_LATER, { requestId }), { 'retry-after': '5' });
    }
    if (c.get('signal')?.aborted) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
    if (error instanceof BadRequest) {
      return problemJson(c, problem('bad-request', error.message, { requestId }));
    }
    if (error instanceof StoreUnavailable) {
      const isEngine = error instanceof EngineUnavailable;
      const why = isEngine ? { reason: reasonOf(error) } : { err: error };
      log.warn({ requestId, ...why }, 'the store does not answer');
      const detail = isEngine ? error.message : IN_THE_BADGE;
      return problemJson(c, problem('store-unavailable', detail, { requestId }), {
        'retry-after': '5',
      });
    }
    if (error instanceof HTTPException && error.status < 500) {
      return problemJson(c, problem(kindOfStatus(error.status), error.message, { requestId }));
    }
    log.error({ requestId, err: error, path: c.req.path }, 'a request failed');
    return problemJson(c, problem('internal', FIND_IT_IN_THE_LOG, { requestId }));
  };

/** Without the stacks: an engine is down for all that is asked of it, line after line. */
function reasonOf({ message, cause }: Error): string {
  const causes = cause instanceof AggregateError ? cause.errors : [cause];
  const texts = causes.flatMap((one) => (one instanceof Error && one.message) || []);
  return texts.length === 0 ? message : `${message} (${texts.join('; ')})`;
}

/** nginx's code for a client that went away; nobody reads it, the metrics count it. */
const CLIENT_CLOSED_REQUEST = 499;

const IN_THE_BADGE =
  'The store behind this server does not answer. Its state is in the source badge.';
const NARROW_IT = 'Ask for a shorter time range or a narrower query.';
const TRY_LATER = 'The server is shutting down. Try again in a few seconds.';
const FIND_IT_IN_THE_LOG = "The server's log has the cause under this request id.";

function kindOfStatus(status: number): ProblemKind {
  if (status === 413) return 'body-too-large';
  if (status === 415) return 'unsupported-media-type';
  return 'bad-request';
}
