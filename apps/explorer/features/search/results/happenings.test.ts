import { expect, test } from 'vitest';
import type { Finding, FindingKind, Severity } from '../../../../../shared/findings/finding.ts';
import { happenings } from './happenings.ts';

const QUIET = { findings: [], errorCount: 0, isComplete: true, isSettled: true };

test('a healthy trace has nothing to tell', () => {
  expect(happenings(QUIET)).toEqual([]);
});

test('findings come most severe first, failures in red', () => {
  const findings = [
    finding('qos0-instant', 'info'),
    finding('queue-gap', 'warning'),
    finding('type-conflict', 'critical'),
  ];
  expect(print({ ...QUIET, findings, errorCount: 1 })).toEqual([
    'type-conflict (error)',
    'queue-gap (finding)',
    'qos0-instant (note)',
  ]);
});

test('an error no finding explains is told by its class', () => {
  const findings = [finding('retry', 'warning')];
  const failed = { ...QUIET, findings, errorCount: 2, errorClass: 'TimeoutError' };
  expect(print(failed)).toEqual(['retry (finding)', 'error: TimeoutError (error)']);
});

test('a trace that may grow says so', () => {
  expect(print({ ...QUIET, isComplete: false, isSettled: false })).toEqual([
    'still arriving (note)',
  ]);
});

function print(summary: Parameters<typeof happenings>[0]): readonly string[] {
  return happenings(summary).map(({ text, tone }) => `${text} (${tone})`);
}

function finding(kind: FindingKind, severity: Severity): Finding {
  return { kind, severity, spanIds: [], evidence: {}, thresholds: {}, summary: kind };
}
