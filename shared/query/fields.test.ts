import { expect, test } from 'vitest';
import { FINDING_KINDS } from '../findings/finding.ts';
import { STAGES } from '../pipeline/stages.ts';
import { choicesOf } from './fields.ts';

test.each(['is', 'finding'])('%s is one of the findings', (name) => {
  expect(choicesOf(name)).toEqual(FINDING_KINDS);
});

test.each(['stage', 'gap', 'last'])('%s names stages', (name) => {
  expect(choicesOf(name)).toEqual(STAGES);
});

test('a status is one of three, and so are others one of a few', () => {
  expect(choicesOf('status')).toEqual(['unset', 'ok', 'error']);
  expect(choicesOf('kind')).toContain('producer');
});

test.each(['service', 'duration', 'spans', 'db.system', 'payload.size', '__proto__'])(
  '%s may be anything',
  (name) => {
    expect(choicesOf(name)).toEqual([]);
  },
);
