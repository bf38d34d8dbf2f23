import type { Query } from '../../../../shared/query/ast.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { formulaOf, leavesOf, type TraceFormula } from './traceFormula.ts';

/** The query divided for this engine; what of it the engine cannot find is said on the answer. */
export function askedFormula(where: Query, { indices, call }: SpanAsk): TraceFormula {
  const formula = formulaOf(where, indices);
  for (const leaf of leavesOf(formula)) {
    const notes = leaf.kind === 'spans' ? leaf.engine.notes : [];
    for (const note of notes) call.note(note);
  }
  return formula;
}
