import { expect, test } from 'vitest';
import { summarizeTrace } from '../../../../shared/summary/summarizeTrace.ts';
import { defaultContext } from '../../../../shared/summary/summaryContext.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import { KeptSummaries } from './keptSummaries.ts';

function summary(number: number, isSettled = true): TraceSummary {
  const traceId = String(number).padStart(32, '0');
  return summarizeTrace(traceFromText('a @x |-|', { traceId }), defaultContext(0, isSettled));
}

function newKept() {
  const clock = { nowMs: 0 };
  const kept = new KeptSummaries({ nowUs: () => 0, nowMs: () => clock.nowMs });
  return { kept, clock };
}

test('settled ones are kept for minutes, others for a second', () => {
  const { kept, clock } = newKept();
  kept.keep(summary(1), 'spans');
  kept.keep(summary(2, false), 'spans');
  const known = () => [1, 2].filter((number) => kept.get(summary(number).traceId, 'spans'));
  expect(known()).toEqual([1, 2]);
  clock.nowMs = 5_000;
  expect(known()).toEqual([1]);
  clock.nowMs = 3_600_000;
  expect(known()).toEqual([]);
});

test('they are of the indices they were made from', () => {
  const { kept } = newKept();
  kept.keep(summary(1), 'spans');
  expect(kept.get(summary(1).traceId, 'other')).toBeUndefined();
  kept.keep(summary(1), 'other');
  expect(kept.get(summary(1).traceId, 'spans')).toBeUndefined();
});

test('of more than memory is meant for, those used last stay', () => {
  const { kept } = newKept();
  const first = summary(0);
  for (let number = 0; number < 40_000; number++) {
    kept.keep({ ...first, traceId: String(number) }, 'spans');
    if (number % 1_000 === 0) kept.get('7', 'spans');
  }
  const known = Array.from({ length: 40_000 }, (_, number) => kept.get(String(number), 'spans'));
  const count = known.filter((summary) => summary !== undefined).length;
  expect(count).toBeGreaterThan(10_000);
  expect(count).toBeLessThan(40_000);
  expect(kept.get('7', 'spans')).toBeDefined();
  expect(kept.get('8', 'spans')).toBeUndefined();
});
