import { describe, expect, test } from 'vitest';
import { attributeKeys, renameKey, unknownKeys, widerRanges, withoutOneTerm } from './remedies.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 21, 12);
const LAST_HOUR = { q: 'db.status=error site=leeds', fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS };

describe('when nothing is found', () => {
  test('more time is offered, not less', () => {
    expect(widerRanges(LAST_HOUR, NOW_MS).map(({ label }) => label)).toEqual([
      'in the last 24 hours',
      'in the last 7 days',
    ]);
    const week = { ...LAST_HOUR, fromMs: NOW_MS - 7 * 24 * HOUR_MS };
    expect(widerRanges(week, NOW_MS).map(({ label }) => label)).toEqual(['in the last 30 days']);
  });

  test('each term is offered to be left out', () => {
    expect(withoutOneTerm(LAST_HOUR).map(({ label, scope }) => [label, scope.q])).toEqual([
      ['without db.status=error', 'site=leeds'],
      ['without site=leeds', 'db.status=error'],
    ]);
    expect(withoutOneTerm({ ...LAST_HOUR, q: 'is:orphan' })[0]?.scope.q).toBe('');
    expect(withoutOneTerm({ ...LAST_HOUR, q: '' })).toEqual([]);
  });

  test('a key nobody sends is named, with the one that was meant', () => {
    const known = ['device.id', 'device.firmware', 'db.status'];
    expect(unknownKeys('device.idd=7 db.status=error', known)).toEqual([
      { key: 'device.idd', nearest: 'device.id' },
    ]);
  });

  test('a key that is known by another of its names is not unknown', () => {
    expect(unknownKeys('fw.version=2.4.0', ['device.firmware'])).toEqual([]);
  });
});

test('keys are found in every corner of a query, and built-in fields are none', () => {
  const keys = attributeKeys('a=1 OR -(b=2 { c>3 }) service=ota is:orphan');
  expect(keys.toSorted()).toEqual(['a', 'b', 'c']);
});

test('a key is renamed wherever it stands, and nothing else is', () => {
  expect(renameKey('{ sitte=x duration>5ms } OR -sitte=y name=sitte', 'sitte', 'site')).toBe(
    '{ site=x duration>5ms } OR -site=y name=sitte',
  );
});
