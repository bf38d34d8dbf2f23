import type { Span } from '../../../../shared/span/span.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { SpanDocuments } from '../documents/spanDocuments.ts';
import {
  AnswerTooLarge,
  type EngineAnswer,
  type EngineHit,
  type JsonBody,
} from '../engine/engineCall.ts';
import type { SpanArea } from './spanArea.ts';
import { Turns } from './turns.ts';

/** What `index.max_result_window` is unless somebody changed it. */
const MOST_HITS = 10_000;

export const mostHits = ({ indices }: SpanAsk): number =>
  Math.min(MOST_HITS, indices.limits.maxResultWindow);

/** All spans in the area that pass the filters; `undefined` when there may be more than one answer holds. */
export async function searchAllSpans(
  area: SpanArea,
  filters: readonly JsonBody[],
  ask: SpanAsk,
): Promise<EngineAnswer | undefined> {
  const size = mostHits(ask);
  const answer = await searchAtMost(size, area, filters, ask);
  return answer !== undefined && answer.hits.length < size ? answer : undefined;
}

/** So many of these spans, whichever; `undefined` when the answer is too large to be read. */
export const searchAtMost = (
  size: number,
  area: SpanArea,
  filters: readonly JsonBody[],
  ask: SpanAsk,
): Promise<EngineAnswer | undefined> => searchSpans(area, filters, ask, { size, sort: ['_doc'] });

/** One search for whole spans; `undefined` when the answer is too large to be read. */
export async function searchSpans(
  { indices, filters: ofArea }: SpanArea,
  filters: readonly JsonBody[],
  { call }: SpanAsk,
  body: JsonBody,
): Promise<EngineAnswer | undefined> {
  try {
    const query = { bool: { filter: [...filters, ...ofArea] } };
    return await call.search({ indices, body: { query, ...body } });
  } catch (error) {
    if (error instanceof AnswerTooLarge) return undefined;
    throw error;
  }
}

/** The spans of an answer. */
export async function spansOfHits(
  hits: readonly EngineHit[],
  documents: SpanDocuments,
): Promise<readonly Span[]> {
  const spans: Span[] = [];
  const turns = new Turns();
  for (const { source } of hits) {
    const span = documents.read(source);
    if (span !== undefined) spans.push(span);
    if (spans.length % 64 === 0) await turns.over();
  }
  return spans;
}

/** Says on the page what was left out because it is no span. */
export function noteRejected({ rejected, reasons }: SpanDocuments, { call }: SpanAsk): void {
  if (rejected === 0) return;
  const what =
    rejected === 1
      ? 'A document is no span and was'
      : `${rejected} documents are no spans and were`;
  call.note(`${what} left out: ${reasons[0] ?? 'no reason is known'}.`);
}
