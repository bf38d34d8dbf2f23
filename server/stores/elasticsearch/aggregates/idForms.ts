import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { memberOf, numberOf } from '../engine/json.ts';
import type { CountedPopulation } from './population.ts';

const SHORT_DIGITS = 16;
const NO_UPPER_HALF = '0'.repeat(SHORT_DIGITS);

/**
 * Says so when traces of 64-bit ids were written both with and without their leading zeros: to
 * the engine, which tells ids apart by their text, such a trace is two.
 *
 * @param filter  the spans of the population
 */
export async function noteIdForms(
  { traces = [] }: CountedPopulation,
  filter: readonly JsonBody[],
  { call, indices }: SpanAsk,
): Promise<void> {
  const long = traces
    .map(({ traceId }) => traceId)
    .filter((traceId) => traceId.startsWith(NO_UPPER_HALF))
    .slice(0, indices.limits.maxTermsCount);
  if (long.length === 0) return;
  const short = long.map((traceId) => traceId.slice(-SHORT_DIGITS));
  const field = indices.fields.traceId;
  const filters = { long: { terms: { [field]: long } }, short: { terms: { [field]: short } } };
  const { aggregations } = await call.search({
    indices: indices.spans,
    body: {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter } },
      aggs: { forms: { filters: { filters } } },
    },
  });
  const buckets = memberOf(aggregations.forms, 'buckets');
  const isThere = (form: string) =>
    (numberOf(memberOf(memberOf(buckets, form), 'doc_count')) ?? 0) > 0;
  if (isThere('long') && isThere('short')) call.note(TWO_FORMS);
}

const TWO_FORMS =
  'Some traces were written under two forms of their id; values of theirs may count twice.';
