import type { Query, TraceTerm } from '../../../../shared/query/ast.ts';
import { spanMatcher } from '../../../../shared/query/matchSpan.ts';
import { traceMatcher } from '../../../../shared/query/matchTrace.ts';
import { spansBehind } from '../../../../shared/query/spansBehind.ts';
import type { Span } from '../../../../shared/span/span.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { EngineQuery } from '../compile/engineQuery.ts';
import { engineQueryOf } from '../compile/engineQueryOf.ts';
import { joinValues } from '../compile/joinValues.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';

/** A query about traces, divided by who can answer its parts. */
export type TraceFormula =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly TraceFormula[] }
  | { readonly kind: 'not'; readonly part: TraceFormula }
  | SpanLeaf
  | SummaryLeaf;

export type Leaf = SpanLeaf | SummaryLeaf;

/** Some span of the trace is like this: the engine knows. */
interface SpanLeaf {
  readonly kind: 'spans';
  readonly engine: EngineQuery;
  readonly matches: (span: Span) => boolean;
}

/** Only the summary tells. */
interface SummaryLeaf {
  readonly kind: 'summary';
  readonly matches: (summary: TraceSummary) => boolean;
  /** Some span of every trace it holds on is like this; absent where no kind of span has to be. */
  readonly hint?: EngineQuery;
}

export function formulaOf(query: Query, indices: SpanIndices): TraceFormula {
  switch (query.kind) {
    case 'all':
      return query;
    case 'and':
      return { kind: 'and', parts: query.nodes.map((node) => formulaOf(node, indices)) };
    case 'or':
      return { kind: 'or', parts: joinValues(query.nodes).map((node) => formulaOf(node, indices)) };
    case 'not':
      return { kind: 'not', part: formulaOf(query.node, indices) };
    case 'sameSpan':
      return spanLeaf(query.node, indices);
    case 'attribute':
    case 'spanField':
    case 'text':
      return spanLeaf(query, indices);
    default:
      return traceTermFormula(query, indices);
  }
}

/** `db.system` and `db.status` hold on the summary's value or on any attribute of that name. */
function traceTermFormula(term: TraceTerm, indices: SpanIndices): TraceFormula {
  const holds = traceMatcher(term);
  const behind = spansBehind(term);
  const summary: SummaryLeaf = {
    kind: 'summary',
    matches: (each) => holds([], each),
    ...(behind && { hint: engineQueryOf(behind, indices) }),
  };
  if (term.kind !== 'traceField') return summary;
  if (term.field !== 'db.system' && term.field !== 'db.status') return summary;
  const attribute = { kind: 'attribute' as const, key: term.field, test: term.test };
  return { kind: 'or', parts: [spanLeaf(attribute, indices), summary] };
}

function spanLeaf(query: Parameters<typeof spanMatcher>[0], indices: SpanIndices): SpanLeaf {
  return { kind: 'spans', engine: engineQueryOf(query, indices), matches: spanMatcher(query) };
}

/** Every leaf of the formula, but for what is below parts that are left out. */
export function leavesOf(
  formula: TraceFormula,
  leftOut: ReadonlySet<TraceFormula> = new Set(),
): readonly Leaf[] {
  if (leftOut.has(formula)) return [];
  switch (formula.kind) {
    case 'all':
      return [];
    case 'and':
    case 'or':
      return formula.parts.flatMap((part) => leavesOf(part, leftOut));
    case 'not':
      return leavesOf(formula.part, leftOut);
    default:
      return [formula];
  }
}

/** The engine alone can tell whether a trace matches. */
export function isForEngine(formula: TraceFormula): boolean {
  return leavesOf(formula).every((leaf) => leaf.kind === 'spans' && leaf.engine.reach === 'exact');
}

/**
 * Whether the formula holds as far as is known of its parts (Kleene's logic of three values):
 * `undefined` when it depends on something that is not known.
 */
export function holds(
  formula: TraceFormula,
  known: (part: TraceFormula) => boolean | undefined,
): boolean | undefined {
  const given = known(formula);
  if (given !== undefined) return given;
  switch (formula.kind) {
    case 'all':
      return true;
    case 'and':
      return decided(formula.parts, known, false);
    case 'or':
      return decided(formula.parts, known, true);
    case 'not': {
      const part = holds(formula.part, known);
      return part === undefined ? undefined : !part;
    }
    default:
      return undefined;
  }
}

/** One part that is `deciding` decides: `true` an OR, `false` an AND. */
function decided(
  parts: readonly TraceFormula[],
  known: (part: TraceFormula) => boolean | undefined,
  deciding: boolean,
): boolean | undefined {
  let isOpen = false;
  for (const part of parts) {
    const one = holds(part, known);
    if (one === deciding) return deciding;
    isOpen ||= one === undefined;
  }
  return isOpen ? undefined : !deciding;
}
