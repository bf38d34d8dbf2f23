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
  [field, ...finer]: readonly string[],
  { area, filters, ask }: Pages,
): AsyncGenerator<readonly EngineHit[]> {
  if (field === undefined) {
    ask.call.missing(
      'More spans than can be told apart are stored in one place; some are missing.',
    );
    return;
  }
  let size = mostHits(ask);
  let after: Json | undefined;
  for (;;) {
    const answer = await searchSpans(area, filters, ask, {
      size,
      sort: [{ [field]: { order: 'asc', unmapped_type: 'keyword' } }],
      ...(after !== undefined && { search_after: [after] }),
    });
    if (answer === undefined && size > 1) {
      size = Math.ceil(size / 2);
      continue;
    }
    const hits = answer?.hits ?? [];
    const last = hits.at(-1)?.sort[0];
    if (hits.length < size || last === undefined || last === null) {
      yield hits;
      return;
    }
    const whole = hits.filter(({ sort }) => sort[0] !== last);
    if (whole.length > 0) yield whole;
    else yield* pagesBy(finer, { area, ask, filters: [...filters, { term: { [field]: last } }] });
    after = whole.at(-1)?.sort[0] ?? last;
  }
}
