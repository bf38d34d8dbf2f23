import { MAX_LABEL_LENGTH } from '../../../shared/pipeline/label.ts';
import { MAX_SERVICES } from '../../../shared/summary/summarizeTrace.ts';
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

/** Whether these summaries say all of a field: of services, too, while they are few and short. */
export function isToldBySummaries(field: string, summaries: readonly TraceSummary[]): boolean {
  return isSummaryField(field) || (field === 'service' && summaries.every(hasAllServices));
}

function hasAllServices({ services }: TraceSummary): boolean {
  return (
    services.length < MAX_SERVICES && services.every(({ length }) => length < MAX_LABEL_LENGTH)
  );
}

/** The distinct values a trace has in such a field. */
export function summaryFieldValues(summary: TraceSummary, field: string): readonly string[] {
  if (field === 'service') return summary.services;
  if (field === 'finding') return [...new Set(summary.findings.map(({ kind }) => kind))];
  const value = SINGLE_VALUES.get(field)?.(summary);
  return value === undefined ? [] : [value];
}
