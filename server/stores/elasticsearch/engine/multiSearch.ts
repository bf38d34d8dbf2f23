import { EngineUnavailable } from '../../traceStore.ts';
import type { Coverage } from './coverage.ts';
import type { EngineAnswer, EngineHit, EngineSearch, Json, JsonBody } from './engineCall.ts';
import type { EngineReply } from './engineReply.ts';
import { refusalOf, refusalOfShards } from './failures.ts';
import { listOf, memberOf, numberOf, objectOf, writeJson } from './json.ts';

export const MULTI_SEARCH = {
  method: 'POST',
  path: '/_msearch',
  contentType: 'application/x-ndjson',
} as const;

/** The searches as lines of head and body; index names stand in the heads, however many. */
export function writeMultiSearch(searches: readonly EngineSearch[], timeoutMs: number): string {
  const timeout = `${timeoutMs}ms`;
  let lines = '';
  for (const { indices, body, isCachable = false } of searches) {
    const head: Json = {
      index: indices.split(','),
      ignore_unavailable: true,
      allow_no_indices: true,
      ...(isCachable && { request_cache: true }),
    };
    lines += `${writeJson(head)}\n${writeJson({ track_total_hits: false, ...body, timeout })}\n`;
  }
  return lines;
}

/**
 * Time-outs to ask engines for: few of them, for the text of a search is the key of the engine's
 * request cache, this number included.
 */
const TIMEOUT_STEPS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** The engine gives up before we do, so that what it has found still arrives. */
export function engineTimeoutMs(budgetMs: number): number {
  const fitting = TIMEOUT_STEPS_MS.filter((stepMs) => stepMs <= budgetMs * 0.85);
  return fitting.at(-1) ?? Math.max(1, Math.floor(budgetMs / 2));
}

/** The answers in order; throws what the first refused one stands for. */
export function readMultiSearch(
  reply: EngineReply,
  count: number,
  coverage: Coverage,
  hasCredentials: boolean,
): readonly EngineAnswer[] {
  if (reply.status >= 400) throw refusalOf(reply, hasCredentials);
  const responses = listOf(memberOf(reply.body, 'responses'));
  if (responses.length !== count) {
    throw new EngineUnavailable(
      `The engine answers ${responses.length} of ${count} searches: is it an Elasticsearch or OpenSearch?`,
    );
  }
  return responses.map((body) => {
    if (memberOf(body, 'error') !== undefined) {
      throw refusalOf({ status: numberOf(memberOf(body, 'status')) ?? 500, body }, hasCredentials);
    }
    const refused = refusalOfShards(body);
    if (refused !== undefined) throw refused;
    return answerOf(body, coverage);
  });
}

function answerOf(body: Json, coverage: Coverage): EngineAnswer {
  const found = memberOf(body, 'hits');
  const total = memberOf(found, 'total');
  const value = numberOf(memberOf(total, 'value'));
  const relation = memberOf(total, 'relation') === 'gte' ? 'gte' : 'eq';
  return {
    hits: listOf(memberOf(found, 'hits')).map(hitOf),
    ...(value !== undefined && { totalHits: { value, relation } }),
    aggregations: objectOf(memberOf(body, 'aggregations')) ?? {},
    isPartial: coverage.add(body),
    isCutShort: memberOf(body, 'terminated_early') === true,
  };
}

function hitOf(hit: Json): EngineHit {
  const source = objectOf(memberOf(hit, '_source'));
  return {
    ...(source !== undefined && { source }),
    fields: objectOf(memberOf(hit, 'fields')) ?? NO_FIELDS,
    sort: listOf(memberOf(hit, 'sort')),
  };
}

const NO_FIELDS: JsonBody = {};
