import { expect, test } from 'vitest';
import { evidenceRows, thresholdRows } from './evidenceRows.ts';

test('evidence is written with the unit its name ends with', () => {
  const rows = evidenceRows({
    evidence: {
      gapUs: 3_110_000,
      latencyMs: 14.9,
      errorRatio: 0.94,
      retryCount: 3,
      field: 'battery_voltage',
      isDark: true,
      ways: ['O1', 'O3'],
    },
  });

  expect(rows.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'gap: 3.11 s',
    'latency: 14.9 ms',
    'error: 94.0 %',
    'retry: 3',
    'field: battery_voltage',
    'is dark: yes',
    'ways: O1, O3',
  ]);
});

test('thresholds read the same way', () => {
  expect(thresholdRows({ thresholds: { queueGapWarnUs: 1_000_000 } })).toEqual([
    { name: 'queue gap warn', value: '1 s' },
  ]);
});
