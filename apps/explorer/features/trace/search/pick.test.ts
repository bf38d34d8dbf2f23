import { expect, test } from 'vitest';
import { layoutTrace } from '../../../../../shared/columns/layoutTrace.ts';
import type { Finding } from '../../../../../shared/findings/finding.ts';
import { layoutFromText } from '../../../../../shared/testing/layoutFromText.ts';
import { rowsOfPick } from './pick.ts';

const { columns, ids } = layoutTrace('0'.repeat(32), [
  layoutFromText(`
    a1 -  0  90 gw:publish  device
    b2 a1 10 10 app:rule    rule
    c3 a1 30 10 app:rule    rule
  `),
]);

const finding: Finding = {
  kind: 'retry',
  severity: 'warning',
  spanIds: ['00000000000000c3', '00000000000000ff'],
  evidence: {},
  thresholds: {},
  summary: 'retry ×2',
};

test('a stage picks its spans', () => {
  expect(rowsOfPick({ kind: 'stage', stage: 'rule' }, columns, undefined)).toEqual({
    label: 'rule engine spans',
    rows: [1, 2],
  });
  expect(rowsOfPick({ kind: 'stage', stage: 'db' }, columns, undefined).rows).toEqual([]);
});

test('a finding picks the spans it rests on, once the ids are known', () => {
  expect(rowsOfPick({ kind: 'finding', finding }, columns, ids)).toEqual({
    label: 'span of “retry ×2”',
    rows: [2],
  });
  expect(rowsOfPick({ kind: 'finding', finding }, columns, undefined).rows).toEqual([]);
});
