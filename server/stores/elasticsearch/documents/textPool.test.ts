import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextPool } from './textPool.ts';

/** Of few letters, so that many look alike at a glance. */
const LIKE_TEXTS = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }));

test('a text comes back as it is, whatever was seen before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.string({ maxLength: 200 }))),
      LIKE_TEXTS,
      (a, b) => {
        const pool = new TextPool();
        const texts = [...a, ...b, ...a, ...b];
        expect(texts.map((text) => pool.shared(text))).toEqual(texts);
      },
    ),
  );
});
