import { expect, test } from 'vitest';
import { negotiateEncoding } from './contentEncoding.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip, deflate, br', 'br'],
  ['gzip', 'gzip'],
  ['BR', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['br;q=0', undefined],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['gzip;q=x', undefined],
  ['zstd', undefined],
])('accept-encoding %j gets %j', (header, encoding) => {
  expect(negotiateEncoding(header)).toBe(encoding);
});
