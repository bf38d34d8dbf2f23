import { createHash } from 'node:crypto';
import type { Span } from '../../../../shared/span/span.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { spanContent } from '../documents/spanContent.ts';
import type { SpanDocuments } from '../documents/spanDocuments.ts';
import type { EngineHit, Json, JsonBody } from '../engine/engineCall.ts';
import type { SpanArea } from './spanArea.ts';
import { mostHits, searchSpans, spansOfHits } from './spanSearch.ts';

/**
 * Spans that start in one microsecond, more of them than one answer holds, page by page: by span
 * id, and those of one id by `_seq_no`, which every document has and few share.
 *
 * A page that is full may end among documents of equal key, so it is taken without its last key,
 * which the next page begins with. That loses nothing without a tie-breaker, which no engine has
 * for all its versions.
 */
export async function* readTiedSpans(
  area: SpanArea,
  filters: readonly JsonBody[],
  ask: SpanAsk,
  documents: SpanDocuments,
): AsyncGenerator<readonly Span[]> {
  const known = new Set<string>();
  for await (const hits of pagesBy([ask.indices.fields.spanId, '_seq_no'], {
    area,
    filters,
    ask,
  })) {
    yield (await spansOfHits(hits, documents)).filter((span) => isNew(span, known));
  }
}

function isNew(span: Span, known: Set<string>): boolean {
  const content = createHash('sha1').update(spanContent(span)).digest('base64');
  if (known.has(content)) return false;
  known.add(content);
  return true;
}

interface Pages {
  readonly area: SpanArea;
  readonly filters: readonly JsonBody[];
  readonly ask: SpanAsk;
}

async function* pagesBy(
  [field = '_seq_no', ...finer]: readonly string[],
  { area, filters, ask }: Pages,
): AsyncGenerator<readonly EngineHit[]> {
  let size = mostHits(ask);
  let after: Json | undefined;
  for (;;) {
    const page = {
      size,
      sort: [{ [field]: { order: 'asc', unmapped_type: 'keyword' } }],
      ...(after !== undefined && { search_after: [after] }),
    };
    const answer = await searchSpans(area, filters, ask, page);
    if (answer === undefined && size > 1) {
      size = Math.ceil(size / 2);
      continue;
    }
    const hits = answer?.hits ?? (await keyOfTooLarge({ area, filters, ask }, page));
    const last = hits.at(-1)?.sort[0];
    if (hits.length < size || last === undefined || last === null) {
      yield hits;
      return;
    }
    const whole = hits.filter(({ sort }) => sort[0] !== last);
    if (whole.length > 0) yield whole;
    else if (answer === undefined) ask.call.missing('A span too large to be read is missing.');
    else if (finer.length === 0) yield sharedNumber(hits, ask);
    else yield* pagesBy(finer, { area, ask, filters: [...filters, { term: { [field]: last } }] });
    after = whole.at(-1)?.sort[0] ?? last;
  }
}

/** Without its source, so that the reading can go on behind it. */
async function keyOfTooLarge({ area, filters, ask }: Pages, page: JsonBody) {
  const answer = await searchSpans(area, filters, ask, { ...page, _source: false });
  return answer?.hits ?? [];
}

/** As many documents of one number as there are shards: a page that is full of them is a tiny one. */
function sharedNumber(hits: readonly EngineHit[], { call }: SpanAsk): readonly EngineHit[] {
  if (hits.length > 1) call.missing('Spans too large to be read together are missing.');
  return hits;
}
