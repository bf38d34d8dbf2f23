import { traceMatcher } from '../../../../../shared/query/matchTrace.ts';
import type { TraceMatches, TraceQuestion } from '../../matching/traceMatches.ts';
import type { AnalysedTrace, TraceBank } from '../../traces/traceBank.ts';
import type { AggregateParts } from '../aggregateParts.ts';

/** Traces that are all in memory: what finding and reading them on an engine comes to. */
export function knownTraces(traces: readonly AnalysedTrace[]): AggregateParts {
  const byId = new Map(traces.map((trace) => [trace.summary.traceId, trace]));
  const matching = ({ where, fromUs, toUs }: TraceQuestion) => {
    const matches = traceMatcher(where);
    return traces
      .filter(({ spans, summary }) => {
        const isInRange = summary.startUs >= fromUs && summary.startUs < toUs;
        return isInRange && matches(spans, summary);
      })
      .map(({ summary }) => summary)
      .sort((a, b) => b.startUs - a.startUs);
  };
  const idsOf = (question: TraceQuestion, limit: number, endings: readonly string[] = ['']) => {
    const all = matching(question)
      .map(({ traceId, startUs }) => ({ traceId, seenUs: startUs }))
      .filter(({ traceId }) => endings.some((ending) => traceId.endsWith(ending)));
    return { traces: all.slice(0, limit), isAll: all.length <= limit };
  };
  const matches: TraceMatches = {
    newest: async (question, limit) => {
      const all = matching(question);
      return { summaries: all.slice(0, limit), isAll: all.length <= limit };
    },
    few: async () => undefined,
    ids: async (question, limit) => idsOf(question, limit),
    idsEndingIn: async (question, endings, limit) => idsOf(question, limit, endings),
    count: async (question) => ({ value: matching(question).length, relation: 'eq' }),
    guess: () => undefined,
  };
  const bank: TraceBank = {
    summaries: async (hints) =>
      new Map(
        hints.flatMap(({ traceId }) => {
          const known = byId.get(traceId);
          return known === undefined ? [] : [[traceId, known.summary] as const];
        }),
      ),
    async *analysed(hints) {
      yield new Map(
        hints.flatMap(({ traceId }) => {
          const known = byId.get(traceId);
          return known === undefined ? [] : [[traceId, known] as const];
        }),
      );
    },
    watch: () => () => undefined,
  };
  return { matches, bank };
}
