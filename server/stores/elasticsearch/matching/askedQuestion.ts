import type { SpanAsk } from '../discovery/spanSource.ts';
import { leavesOf, type TraceFormula } from './traceFormula.ts';

/** The engine alone can tell whether a trace matches. */
export function isForEngine(formula: TraceFormula): boolean {
  return leavesOf(formula).every((leaf) => leaf.kind === 'spans' && leaf.engine.reach === 'exact');
}

/** Says on the answer what of the query this engine cannot find. */
export function noteLimits(formula: TraceFormula, ask: SpanAsk): void {
  for (const leaf of leavesOf(formula)) {
    const notes = leaf.kind === 'spans' ? leaf.engine.notes : [];
    for (const note of notes) ask.call.note(note);
  }
}
