import { describe, expect, test } from 'vitest';
import { COMPLETE } from '../../../../../shared/api/completeness.ts';
import { completionAt } from '../../../../../shared/query/complete.ts';
import { listOptions, recentOptions } from './suggestions.ts';

const FIELDS = {
  fields: [
    { name: 'device', kind: 'builtin', places: [] },
    { name: 'device.id', kind: 'attribute', places: ['span'], count: 900 },
    { name: 'db.status', kind: 'attribute', places: ['span'], count: 80 },
  ],
  completeness: COMPLETE,
} as const;

const VALUES = {
  values: [
    { value: '2.4.0', count: 702 },
    { value: '2.3.1', count: 511 },
  ],
  completeness: COMPLETE,
};

describe('under the query bar', () => {
  test('a key is offered once, the best match first', () => {
    expect(offered('device|')).toEqual([
      'device field',
      'device.id attribute 900',
      'db.status attribute 80',
    ]);
  });

  test('values come with their counts, without those already listed', () => {
    expect(offered('firmware=|')).toEqual(['2.4.0 702', '2.3.1 511']);
    expect(offered('firmware=(2.4.0 OR |')).toEqual(['2.3.1 511']);
  });

  test('what is known without data is offered without it', () => {
    expect(offered('is:or|')).toEqual(['orphan']);
    expect(offered('duration>=|')).toEqual([]);
  });

  test('earlier queries are offered while they contain what is typed', () => {
    const recent = ['db.status=error', 'is:orphan', 'device=sensor-7'];
    expect(recentOptions('', recent).map(({ label }) => label)).toEqual(recent);
    expect(recentOptions('ORPH', recent).map(({ label }) => label)).toEqual(['is:orphan']);
    expect(recentOptions('is:orphan', recent)).toEqual([]);
  });
});

/** The options at the cursor, written `|`. */
function offered(marked: string): readonly string[] {
  const completion = completionAt(marked.replace('|', ''), marked.indexOf('|'));
  if (completion === undefined) return [];
  return listOptions(completion, FIELDS, VALUES).options.map(({ label, detail, count }) =>
    [label, detail, count].filter((part) => part !== undefined).join(' '),
  );
}
