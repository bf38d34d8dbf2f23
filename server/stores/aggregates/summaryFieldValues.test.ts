import { describe, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../shared/pipeline/routes.ts';
import { summarizeTrace } from '../../../shared/summary/summarizeTrace.ts';
import { traceFromText } from '../../../shared/testing/traceFromText.ts';
import { isToldBySummaries, summaryFieldValues } from './summaryFieldValues.ts';

const summaryOf = (services: readonly string[]) =>
  summarizeTrace(
    services.flatMap((service) => traceFromText(`op @${service} |--|`)),
    { nowUs: 0, isSettled: true, thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
  );

const named = (count: number) => Array.from({ length: count }, (_, number) => `s${number}`);

describe('what summaries tell', () => {
  test('all services of a trace that has few', () => {
    const summary = summaryOf(['b', 'a', 'b']);
    expect(isToldBySummaries('service', [summary])).toBe(true);
    expect(summaryFieldValues(summary, 'service')).toEqual(['b', 'a']);
  });

  test('not all services where one of the traces may have more, or longer ones', () => {
    const few = summaryOf(['a']);
    expect(isToldBySummaries('service', [few, summaryOf(named(19))])).toBe(true);
    expect(isToldBySummaries('service', [few, summaryOf(named(20))])).toBe(false);
    expect(isToldBySummaries('service', [summaryOf(['x'.repeat(255)]), few])).toBe(true);
    expect(isToldBySummaries('service', [summaryOf(['x'.repeat(300)]), few])).toBe(false);
  });

  test('no other field of spans', () => {
    const fields = ['operation', 'kind', 'status', 'device.id', 'finding', 'db.system'];
    expect(fields.filter((field) => isToldBySummaries(field, []))).toEqual([
      'finding',
      'db.system',
    ]);
  });
});
