import type { ValueCount } from '../../../../shared/api/answers.ts';
import { MATCH_ALL } from '../../../../shared/query/ast.ts';
import { formatCount } from '../../../../shared/stats/formatCount.ts';
import { LATEST_US } from '../../../../shared/time/range.ts';
import { spanFieldReader } from '../../aggregates/spanFieldValues.ts';
import { isSummaryField, summaryFieldValues } from '../../aggregates/summaryFieldValues.ts';
import { ValueTally } from '../../aggregates/valueTally.ts';
import type { AggregateParts } from '../aggregates/aggregateParts.ts';
import { newestMatches, withSpans } from '../aggregates/analysedMatches.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';

const ALL_TRACES = { where: MATCH_ALL, fromUs: 0, toUs: LATEST_US + 1 };
const MOST_VALUES = 5_000;

/** Values of a field in the newest traces, for what only a trace read in whole tells. */
export async function newestValues(
  field: string,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<readonly ValueCount[]> {
  const { summaries, isAll } = await newestMatches(ALL_TRACES, ask, parts);
  if (!isAll)
    ask.call.note(`Values are those of the newest ${formatCount(summaries.length)} traces.`);
  const tally = new ValueTally();
  if (isSummaryField(field)) {
    for (const summary of summaries) tally.add(summaryFieldValues(summary, field));
  } else {
    const readValues = spanFieldReader([field]);
    for await (const { spans } of withSpans(summaries, ask, parts)) {
      for (const values of readValues(spans)) tally.add(values);
    }
  }
  return tally.facet(field, MOST_VALUES).values;
}
