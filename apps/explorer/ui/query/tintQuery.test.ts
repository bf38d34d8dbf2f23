import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tintQuery } from './tintQuery.ts';

test('keys, operators, values and words are told apart', () => {
  const pieces = tintQuery('db.status=error -service=(a OR b) "two words"');
  const print = pieces.flatMap(({ tone, text }) => (tone === 'space' ? [] : [`${tone}:${text}`]));
  expect(print).toEqual([
    'key:db.status',
    'operator:=',
    'value:error',
    'mark:-',
    'key:service',
    'operator:=',
    'mark:(',
    'value:a',
    'keyword:OR',
    'value:b',
    'mark:)',
    'text:"two words"',
  ]);
});

test('what an error points at is marked, and nothing else', () => {
  const pieces = tintQuery('a=1 stage:brokr', { message: '', position: 10, length: 5 });
  const wrong = pieces.filter(({ isWrong }) => isWrong).map(({ text }) => text);
  expect(wrong).toEqual(['brokr']);
});

test('the pieces of any text are the text, whatever the error says', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.option(fc.record({ position: fc.nat(60), length: fc.integer({ min: 1, max: 60 }) })),
      (text, place) => {
        const error = place === null ? undefined : { message: '', ...place };
        const pieces = tintQuery(text, error);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      },
    ),
  );
});
