import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { durationClassOf } from './durationClasses.ts';

type ReadValue = (summary: TraceSummary) => string | undefined;

const SINGLE_VALUES: ReadonlyMap<string, ReadValue> = new Map<string, ReadValue>([
  ['device', ({ deviceId }) => deviceId],
  ['firmware', ({ firmware }) => firmware],
  ['topic', ({ topicTemplate }) => topicTemplate],
  ['route', ({ route }) => route],
  ['rule', ({ ruleName }) => ruleName],
  ['function', ({ functionName }) => functionName],
  ['db.system', ({ dbSystem }) => dbSystem],
  ['db.status', ({ dbStatus }) => dbStatus],
  ['last', ({ lastStage }) => lastStage],
  ['errors', ({ errorCount }) => String(errorCount)],
  ['spans', ({ spanCount }) => String(spanCount)],
  ['trace.duration', ({ durationUs }) => durationClassOf(durationUs)],
]);

/** Whether a field is one that only the summary of a trace says. */
export function isSummaryField(field: string): boolean {
  return field === 'finding' || SINGLE_VALUES.has(field);
}

/** The distinct values a trace has in such a field. */
export function summaryFieldValues(summary: TraceSummary, field: string): readonly string[] {
  if (field === 'finding') return [...new Set(summary.findings.map(({ kind }) => kind))];
  const value = SINGLE_VALUES.get(field)?.(summary);
  return value === undefined ? [] : [value];
}
