import { type Stage, stageOrder } from '../pipeline/stages.ts';
import { aliasesOf } from '../span/aliases.ts';
import type { Span } from '../span/span.ts';
import type { StageSummary, TraceSummary } from '../summary/traceSummary.ts';
import type { Query, TraceField, TraceTerm, ValueTest } from './ast.ts';
import { spanMatcher, spanTermMatcher } from './matchSpan.ts';
import { compares, valueMatcher } from './matchValue.ts';
import { someAttribute } from './spanAttributes.ts';

type TraceMatch = (spans: readonly Span[], summary: TraceSummary) => boolean;

/**
 * What a query means for a trace, as a predicate made once and asked often: a term outside braces
 * holds when any span satisfies it, braces hold when one span satisfies all of them, and what is
 * known of the whole trace is read from its summary.
 */
export function traceMatcher(query: Query): TraceMatch {
  switch (query.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const matches = query.nodes.map(traceMatcher);
      return (spans, summary) => matches.every((holds) => holds(spans, summary));
    }
    case 'or': {
      const matches = query.nodes.map(traceMatcher);
      return (spans, summary) => matches.some((holds) => holds(spans, summary));
    }
    case 'not': {
      const holds = traceMatcher(query.node);
      return (spans, summary) => !holds(spans, summary);
    }
    case 'sameSpan': {
      const holds = spanMatcher(query.node);
      return (spans) => spans.some(holds);
    }
    case 'attribute':
    case 'spanField':
    case 'text': {
      const holds = spanTermMatcher(query);
      return (spans) => spans.some(holds);
    }
    default:
      return traceTermMatcher(query);
  }
}

/** Whether the query holds on the trace; for many traces make a `traceMatcher` once. */
export function matchTrace(query: Query, spans: readonly Span[], summary: TraceSummary): boolean {
  return traceMatcher(query)(spans, summary);
}

/**
 * Microseconds a trace waited between two stages, or `undefined` when it did not see both: the gaps
 * before each stage after `from` up to `to`, so that a stage seen in between counts as work.
 * Without `from` the one gap before `to`, which the first stage does not have.
 *
 *     device ──┐      broker ──┐        rule ──┐
 *              └ 200 ms ┘      └── 3 s ──┘          broker..rule 3 s, device..rule 3.2 s, rule 3 s
 */
export function waitedUs(
  stages: readonly StageSummary[],
  from: Stage | undefined,
  to: Stage,
): number | undefined {
  const until = stages.find(({ stage }) => stage === to);
  if (until === undefined) return undefined;
  if (from === undefined) return stages[0] === until ? undefined : until.gapBeforeUs;
  if (!stages.some(({ stage }) => stage === from)) return undefined;
  let totalUs = 0;
  for (const { stage, gapBeforeUs } of stages) {
    const isBetween = stageOrder(stage) > stageOrder(from) && stageOrder(stage) <= stageOrder(to);
    if (isBetween) totalUs += gapBeforeUs;
  }
  return totalUs;
}

function traceTermMatcher(term: TraceTerm): TraceMatch {
  switch (term.kind) {
    case 'traceField':
      return traceFieldMatcher(term.field, term.test);
    case 'is':
      return (_, { findings }) => findings.some(({ kind }) => kind === term.finding);
    case 'gap': {
      const compare = term.compare ?? { op: '>', value: 0, text: '0' };
      return (_, { stages }) => compares(waitedUs(stages, term.from, term.to), compare);
    }
    case 'stage': {
      const { compare } = term;
      return (_, { stages }) => {
        const seen = stages.find(({ stage }) => stage === term.stage);
        return compare === undefined ? seen !== undefined : compares(seen?.durationUs, compare);
      };
    }
  }
}

function traceFieldMatcher(field: TraceField, test: ValueTest): TraceMatch {
  const accepts = valueMatcher(test);
  const matchesSummary: TraceMatch = (_, summary) => {
    const value = fieldValue(summary, field);
    return value !== undefined && accepts(value);
  };
  if (field !== 'db.system' && field !== 'db.status') return matchesSummary;
  const keys = aliasesOf(field);
  return (spans, summary) =>
    matchesSummary(spans, summary) ||
    spans.some((span) => keys.some((key) => someAttribute(span, undefined, key, accepts)));
}

/** The value of a built-in trace field, as facets and columns show it; `undefined` when unresolved. */
function fieldValue(summary: TraceSummary, field: TraceField): string | number | undefined {
  switch (field) {
    case 'device':
      return summary.deviceId;
    case 'firmware':
      return summary.firmware;
    case 'topic':
      return summary.topicTemplate;
    case 'route':
      return summary.route;
    case 'rule':
      return summary.ruleName;
    case 'function':
      return summary.functionName;
    case 'db.system':
      return summary.dbSystem;
    case 'db.status':
      return summary.dbStatus;
    case 'last':
      return summary.lastStage;
    case 'errors':
      return summary.errorCount;
    case 'spans':
      return summary.spanCount;
    case 'trace.duration':
      return summary.durationUs;
  }
}
