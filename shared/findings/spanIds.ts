import { type PipelineTrace, spanAt } from '../pipeline/pipelineTrace.ts';
import { MAX_FINDING_SPANS } from './finding.ts';

/** The ids of the rows a finding rests on, each once, at most `MAX_FINDING_SPANS`. */
export function spanIdsOf(trace: PipelineTrace, rows: readonly number[]): readonly string[] {
  const ids = new Set<string>();
  for (const row of rows) {
    if (ids.size === MAX_FINDING_SPANS) break;
    ids.add(spanAt(trace, row).spanId);
  }
  return [...ids];
}
