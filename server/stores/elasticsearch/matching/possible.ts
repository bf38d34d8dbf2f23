import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import type { AnalysedTrace, TraceBank, TraceHint } from '../traces/traceBank.ts';
import { type SpanWindow, tracesWith, windowAround } from './askLeaves.ts';
import type { Driver } from './driver.ts';
import { holds, type Leaf, leavesOf, type TraceFormula } from './traceFormula.ts';

/** A trace the engine cannot rule out. */
export interface Possible extends TraceHint {
  /** Leaves the engine found spans for. */
  readonly found: ReadonlySet<Leaf>;
}

/** What is asked about traces, and how they were found, which has answered some of it. */
export interface Judgement {
  readonly formula: TraceFormula;
  readonly driver: Driver;
}

/** Leaves the engine has yet to be asked about. */
export function leavesToAsk({ formula, driver }: Judgement): readonly AskedLeaf[] {
  return leavesOf(formula, driver.implies).flatMap((leaf) => {
    const query = leaf.kind === 'spans' ? leaf.engine : leaf.hint;
    return query === undefined || leaf === driver.leaf ? [] : [{ leaf, dsl: query.dsl }];
  });
}

interface AskedLeaf {
  readonly leaf: Leaf;
  readonly dsl: JsonBody;
}

/** The traces on which the question may hold, by what the engine says. */
export async function possibleAmong(
  traces: readonly TraceHint[],
  judgement: Judgement,
  ask: SpanAsk,
  window: SpanWindow = windowAround(traces),
): Promise<readonly Possible[]> {
  const asked = leavesToAsk(judgement);
  const { leaf } = judgement.driver;
  if (asked.length === 0) {
    const found = new Set(leaf === undefined ? [] : [leaf]);
    const possible = traces.map(({ traceId, seenUs }) => ({ traceId, seenUs, found }));
    return possible.filter((each) => verdictOf(each, judgement) !== false);
  }
  const sets = await tracesWith(
    asked.map(({ dsl }) => dsl),
    traces.map(({ traceId }) => traceId),
    window,
    ask,
  );
  return traces.flatMap(({ traceId, seenUs }) => {
    const found = new Set(
      asked.flatMap(({ leaf }, place) => (sets[place]?.has(traceId) ? leaf : [])),
    );
    if (leaf !== undefined) found.add(leaf);
    const possible = { traceId, seenUs, found };
    return verdictOf(possible, judgement) === false ? [] : [possible];
  });
}

/** Those of the traces the question holds on, by their summaries and where need be their spans. */
export async function matchesAmong(
  traces: readonly Possible[],
  judgement: Judgement,
  bank: TraceBank,
  ask: SpanAsk,
): Promise<readonly FoundTrace[]> {
  const isWider = leavesOf(judgement.formula).some(isWiderLeaf);
  const found = new Map<string, TraceSummary>();
  if (!isWider) {
    for (const [traceId, summary] of await bank.summaries(traces, ask)) found.set(traceId, summary);
    return traces.flatMap((trace) => {
      const summary = found.get(trace.traceId);
      return summary !== undefined && verdictOf(trace, judgement, { summary, spans: [] })
        ? [{ summary, seenUs: trace.seenUs }]
        : [];
    });
  }
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  for await (const batch of bank.analysed(traces, ask)) {
    for (const [traceId, analysed] of batch) {
      const trace = byId.get(traceId);
      if (trace !== undefined && verdictOf(trace, judgement, analysed)) {
        found.set(traceId, analysed.summary);
      }
    }
  }
  return traces.flatMap(({ traceId, seenUs }) => {
    const summary = found.get(traceId);
    return summary === undefined ? [] : [{ summary, seenUs }];
  });
}

/** A trace the question holds on. */
export interface FoundTrace {
  readonly summary: TraceSummary;
  /** Of the span that led to it. */
  readonly seenUs: number;
}

const isWiderLeaf = (leaf: Leaf): boolean => leaf.kind === 'spans' && leaf.engine.reach === 'wider';

/** With the trace itself the answer is never `undefined`. */
function verdictOf(
  { found }: Possible,
  { formula, driver: { implies } }: Judgement,
  trace?: AnalysedTrace,
): boolean | undefined {
  return holds(formula, (part) => {
    if (implies.has(part)) return true;
    if (part.kind === 'summary') {
      if (trace !== undefined) return part.matches(trace.summary);
      return part.hint === undefined || found.has(part) ? undefined : false;
    }
    if (part.kind !== 'spans') return undefined;
    if (!found.has(part)) return false;
    if (part.engine.reach === 'exact') return true;
    return trace?.spans.some(part.matches);
  });
}
