import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('encodes as everybody does, and decodes with, without and with other letters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      expect(encodeBase64(bytes)).toBe(text);
      for (const form of [text, text.replace(/=/g, ''), Buffer.from(bytes).toString('base64url')]) {
        expect(decodeBase64(form)).toEqual(bytes);
      }
    }),
  );
});

test.each(['a', 'aaaaa', 'a b=', 'ä===', 'a=bc', '===='])('%j is no base64', (text) => {
  expect(decodeBase64(text)).toBeUndefined();
});
