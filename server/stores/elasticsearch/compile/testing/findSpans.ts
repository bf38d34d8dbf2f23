import type { TestEngine } from '../../../../../engines/testing/describeOnEngine.ts';
import type { SpanIndices } from '../../discovery/spanIndices.ts';
import type { JsonBody } from '../../engine/engineCall.ts';
import { writeJson } from '../../engine/json.ts';

const MOST_HITS = 10_000;

/** Ids of the spans each query holds on, or what the engine has against it. */
export async function findSpans(
  { url }: Pick<TestEngine, 'url'>,
  { spans: index, fields }: SpanIndices,
  queries: readonly JsonBody[],
): Promise<readonly (ReadonlySet<string> | string)[]> {
  const header = `${JSON.stringify({ index })}\n`;
  const searches = queries.map((query) => writeJson(searchFor(query, fields.spanId)));
  const body = searches.map((search) => `${header}${search}\n`).join('');
  const answer = await fetch(`${url}/_msearch`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return Array.from(Object(JSON.parse(text)).responses, (response) =>
    foundIn(response, fields.spanId),
  );
}

const searchFor = (query: JsonBody, spanId: string): JsonBody => ({
  size: MOST_HITS,
  track_total_hits: true,
  query: { bool: { filter: [query] } },
  stored_fields: '_none_',
  docvalue_fields: [spanId],
});

function foundIn(response: unknown, spanId: string): ReadonlySet<string> | string {
  const { error, hits } = Object(response);
  if (error !== undefined) return JSON.stringify(error.failed_shards?.[0]?.reason ?? error);
  const spanIds = hits.hits.map((hit: object) => String(Object(hit).fields[spanId][0]));
  return new Set<string>(spanIds.map((id: string) => id.padStart(16, '0')));
}
