import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AttributesDraft } from './attributesDraft.ts';
import { KeyBits } from './keyBits.ts';
import { SoughtKeys } from './soughtKeys.ts';
import type { Attributes, AttributeValue } from './span.ts';

const KEYS = ['a', 'b', 'c', '__proto__', 'constructor'];

const arbitraryEntries = fc.array(
  fc.tuple(fc.constantFrom(...KEYS, 'x', 'y'), fc.constantFrom('true', true, '', 7n, undefined)),
  { maxLength: 6 },
);

const draft = new AttributesDraft();

function shaped(entries: readonly (readonly [string, AttributeValue])[]): Attributes {
  draft.begin();
  for (const [key, value] of entries) draft.set(key, value);
  return draft.finish();
}

test('the bits of attributes are those of their keys, with shared keys and without', () => {
  const lengths = new KeyBits((key) => key.length);
  const first = new KeyBits((key) => 1 << (key.charCodeAt(0) & 7));
  fc.assert(
    fc.property(arbitraryEntries, (entries) => {
      for (const attributes of [shaped(entries), new Map(entries)]) {
        for (const [bits, of] of [
          [lengths, (key: string) => key.length],
          [first, (key: string) => 1 << (key.charCodeAt(0) & 7)],
        ] as const) {
          const expected = entries.reduce((sum, [key]) => sum | of(key), 0);
          expect(bits.in(attributes)).toBe(expected);
          expect(bits.in(attributes)).toBe(expected);
        }
      }
    }),
  );
});

test('of sought keys the first that says something is believed', () => {
  const sought = new SoughtKeys(KEYS);
  const read = (value: AttributeValue) => (typeof value === 'string' ? value : undefined);
  fc.assert(
    fc.property(arbitraryEntries, (entries) => {
      const attributes = shaped(entries);
      const values = KEYS.map((key) => attributes.get(key));
      expect(sought.first(attributes, read)).toBe(
        values.map(read).find((text) => text !== undefined),
      );
      expect(sought.areIn(attributes)).toBe(KEYS.some((key) => attributes.has(key)));
      expect(sought.areTrueIn(attributes)).toBe(values.some((value) => String(value) === 'true'));
    }),
  );
});

test('more keys are sought than a number has bits', () => {
  const keys = Array.from({ length: 32 }, (_, index) => `key.${index}`);
  expect(() => new SoughtKeys(keys)).toThrow(RangeError);
  const last = new SoughtKeys(keys.slice(1));
  expect(last.first(new Map([['key.31', 'seen']]), String)).toBe('seen');
});
