import { expect, test } from 'vitest';
import { formatBytes } from './formatBytes.ts';

test('a size reads in its own unit', () => {
  expect([0, 412, 999, 1_000, 3_100_000, 250_000_000, 5e13].map(formatBytes)).toEqual([
    '0 B',
    '412 B',
    '999 B',
    '1.0 KB',
    '3.1 MB',
    '250 MB',
    '50.0 TB',
  ]);
});
