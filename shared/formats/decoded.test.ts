import { expect, test } from 'vitest';
import { DecodedSpans } from './decoded.ts';

test('a reason is never cut within a surrogate pair', () => {
  const decoded = new DecodedSpans();
  decoded.note(() => `${'x'.repeat(299)}\u{1f600}`);
  expect(decoded.errors).toEqual([`${'x'.repeat(299)}…`]);
});
