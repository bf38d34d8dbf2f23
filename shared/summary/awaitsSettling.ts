import type { PathStage } from '../pipeline/stages.ts';
import type { Span } from '../span/span.ts';
import { hasMissingParent } from '../span/spanTree.ts';
import type { TraceSummary } from './traceSummary.ts';

/**
 * Whether the summary could come out differently once the trace is settled.
 *
 * Findings about missing things wait for that moment; a trace with nothing missing
 * has none. So: `false` when every stage its route expects was seen, from the device
 * to something that took the message, in one tree with one root and no parent missing;
 * and when it is of no route and no rule, so that nothing is expected.
 * It may say `true` where settling changes nothing after all, never the reverse.
 *
 * @param spans    the spans the summary was made of
 * @param summary  made with `isSettled: false`
 */
export function awaitsSettling(spans: readonly Span[], summary: TraceSummary): boolean {
  if (summary.route === undefined && !sees(summary, 'rule')) return false;
  if (summary.missingStages.length > 0 || !sees(summary, 'device')) return true;
  const wasTaken =
    sees(summary, 'function') ||
    sees(summary, 'db') ||
    (sees(summary, 'subscriber') && !sees(summary, 'rule'));
  return !wasTaken || !isOneTree(spans);
}

function sees({ stages }: TraceSummary, wanted: PathStage): boolean {
  for (const { stage } of stages) if (stage === wanted) return true;
  return false;
}

function isOneTree(spans: readonly Span[]): boolean {
  let rootCount = 0;
  for (const { parentSpanId } of spans) if (parentSpanId === undefined) rootCount++;
  return rootCount === 1 && !hasMissingParent(spans);
}
