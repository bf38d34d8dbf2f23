import { EngineUnavailable } from '../../traceStore.ts';
import { SearchRefused } from './engineCall.ts';
import type { EngineReply } from './engineReply.ts';
import { listOf, memberOf, textOf } from './json.ts';

// Sentences for people who look at the source badge: none names an address or a user.

export function didNotAnswer(deadlineMs: number, cause: unknown): EngineUnavailable {
  const seconds = Math.round(deadlineMs / 100) / 10;
  return new EngineUnavailable(`The engine did not answer within ${seconds} s.`, { cause });
}

export const answeredTooMuch = (maxBytes: number): string =>
  `The engine's answer is larger than the ${Math.round(maxBytes / 1024 / 1024)} MB that are read at once.`;

export function answeredNonsense(
  status: number,
  contentType: string | undefined,
): EngineUnavailable {
  if (status >= 300 && status < 400) {
    return new EngineUnavailable(
      `The engine's address answers with a redirect (${status}), which no engine does: ${IS_IT_THE_ENGINE}`,
    );
  }
  const what = contentType === undefined ? 'something' : contentType.split(';')[0];
  return new EngineUnavailable(
    `The engine's answer is cut off or is no JSON (${what}): ${IS_IT_THE_ENGINE}`,
  );
}

const IS_IT_THE_ENGINE =
  'is HOPSCOPE_ELASTICSEARCH_URL the engine itself, and not a page before it?';

/** A connection that failed, before or in the middle of an answer. */
export function brokeOff(cause: unknown): EngineUnavailable {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no code';
  return new EngineUnavailable(sentenceOf(code), { cause });
}

function sentenceOf(code: string): string {
  if (TLS_CODES.test(code)) {
    return `The engine's certificate is not trusted (${code}): name its authority by HOPSCOPE_ELASTICSEARCH_CA_FILE.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return "The engine's certificate is for another host name than HOPSCOPE_ELASTICSEARCH_URL has.";
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
    return `The engine does not speak TLS as asked (${code}): is it http or https in HOPSCOPE_ELASTICSEARCH_URL?`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The engine's host name is not known (${code}): is HOPSCOPE_ELASTICSEARCH_URL right?`;
  }
  if (UNREACHED_CODES.has(code)) {
    return `The engine cannot be reached (${code}): is it running, and is HOPSCOPE_ELASTICSEARCH_URL right?`;
  }
  return `The connection to the engine broke off (${code}): if it always does, is it http or https in HOPSCOPE_ELASTICSEARCH_URL?`;
}

const TLS_CODES = /^(?:SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_)/;
const UNREACHED_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The error that an answer of 400 and above, of one search or of a whole request, stands for. */
export function refusalOf({ status, body }: EngineReply, hasCredentials: boolean): Error {
  const { type, reason } = deepestCause(body);
  if (status === 401) return new EngineUnavailable(notAuthenticated(hasCredentials));
  if (status === 403) return new EngineUnavailable(notPermitted(reason));
  if (MISTAKE_TYPES.has(type) || status === 400 || isForbiddenKind(reason))
    return new SearchRefused(type, reason);
  const said = type === '' ? '' : ` (${type})`;
  return new EngineUnavailable(`${sentenceOfStatus(status)}${said}.`);
}

function notAuthenticated(hasCredentials: boolean): string {
  return hasCredentials
    ? 'The engine does not accept the credentials: check HOPSCOPE_ELASTICSEARCH_USERNAME and _PASSWORD, or _API_KEY.'
    : 'The engine asks for credentials: set HOPSCOPE_ELASTICSEARCH_USERNAME and _PASSWORD, or _API_KEY.';
}

/** Both engines name what was asked for in brackets; users and roles among it stay in the log. */
function notPermitted(reason: string): string {
  const [, action] = /\[((?:indices|cluster):[^\]]+)\]/.exec(reason) ?? [];
  const [, indices] = /on indices \[([^\]]+)\]/.exec(reason) ?? [];
  const where = indices === undefined ? 'the span indices' : indices;
  const what = action === undefined ? '' : ` (it refuses ${action})`;
  const needed = reason.startsWith('no permissions for') ? NEEDED_ON_OPENSEARCH : NEEDED;
  return `The engine does not let us read ${where}${what}: the role needs ${needed}.`;
}

const NEEDED = 'read and view_index_metadata there';

/** Several searches in one request are a matter of the cluster to its plugin. */
const NEEDED_ON_OPENSEARCH =
  'read there as one of its index permissions, and cluster_composite_ops_ro as one for the cluster';

/** Refused again however often it is sent, whatever status the engine's version gives it. */
const MISTAKE_TYPES: ReadonlySet<string> = new Set([
  'too_many_buckets_exception',
  'too_many_clauses',
  'too_many_nested_clauses',
  'query_shard_exception',
  'parsing_exception',
  'illegal_argument_exception',
]);

/** What a search is too large for, on whichever shards it comes to that. */
const TOO_LARGE_TYPES: ReadonlySet<string> = new Set([
  'too_many_buckets_exception',
  'too_many_clauses',
  'too_many_nested_clauses',
]);

/**
 * The refusal in an answer that some shards are in: those that hold little need fewer clauses and
 * buckets, but what they have found is not what was asked for.
 */
export function refusalOfShards(answer: unknown): SearchRefused | undefined {
  for (const failure of listOf(memberOf(memberOf(answer, '_shards'), 'failures'))) {
    const { type, reason } = deepestCause(failure);
    if (TOO_LARGE_TYPES.has(type)) return new SearchRefused(type, reason);
  }
  return undefined;
}

/** Wildcards and the like, where the engine's `search.allow_expensive_queries` is false. */
export const isForbiddenKind = (reason: string): boolean =>
  reason.includes('search.allow_expensive_queries');

function sentenceOfStatus(status: number): string {
  if (status === 404) return 'The engine does not know this index or path';
  if (status === 408 || status === 504) return 'The engine, or a proxy before it, gave up waiting';
  if (status === 413) return 'The engine, or a proxy before it, finds the request too large';
  if (status === 429) return 'The engine has too much to do at this moment';
  if (status === 503) return 'The engine cannot search now: shards or its master are missing';
  return `The engine answers ${status}`;
}

export interface EngineCause {
  /** `''` where the answer is of no known shape. */
  readonly type: string;
  readonly reason: string;
}

const MAX_CAUSES = 10;

/** The innermost `caused_by`, or first `root_cause`, of an answer or a shard's failure. */
export function deepestCause(body: unknown): EngineCause {
  const error = memberOf(body, 'error') ?? memberOf(body, 'reason') ?? body;
  if (typeof error === 'string') return { type: '', reason: error };
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES; depth++) {
    const inner = memberOf(cause, 'caused_by') ?? shardFailureOf(cause) ?? rootOf(cause);
    if (inner === undefined || inner === cause) break;
    cause = inner;
  }
  return {
    type: textOf(memberOf(cause, 'type')) ?? '',
    reason: textOf(memberOf(cause, 'reason')) ?? textOf(memberOf(body, 'message')) ?? '',
  };
}

function shardFailureOf(cause: unknown): unknown {
  const shards = memberOf(cause, 'failed_shards');
  return Array.isArray(shards) ? memberOf(shards[0], 'reason') : undefined;
}

function rootOf(cause: unknown): unknown {
  const roots = memberOf(cause, 'root_cause');
  return Array.isArray(roots) ? roots[0] : undefined;
}
