import { expect, test } from 'vitest';
import { regexToRe2 } from './regexToRe2.ts';

test.each([
  ['timeout', 'timeout'],
  ['a|b', 'a|b'],
  ['^a|b$', '^a|b$'],
  ['^$', '^$'],
  ['(a|b)', '(a|b)'],
  ['^(a|b)$', '^(a|b)$'],
  ['x(a|b)c', 'x(a|b)c'],
  ['(a|b)+', '(a|b)+'],
  ['(ab)*', '(ab)*'],
  ['(a?){3}', '(a?){3}'],
])('%s keeps its alternatives, groups and anchors for RE2', (source, expected) => {
  expect(regexToRe2(source)).toBe(expected);
});

test.each([
  ['a*', 'a*'],
  ['a{0,}', 'a*'],
  ['a+', 'a+'],
  ['a{1,}', 'a+'],
  ['a{2,}', 'a{2,}'],
  ['a?', 'a?'],
  ['a{0,1}', 'a?'],
  ['a{0,3}', 'a{0,3}'],
  ['a{1,3}', 'a{1,3}'],
  ['a{2,3}', 'a{2,3}'],
  ['a{2}', 'a{2}'],
  ['a{2,2}', 'a{2}'],
])('the repetition %s is the shortest that means the same: %s', (source, expected) => {
  expect(regexToRe2(source)).toBe(expected);
});

test.each([
  ['.', '[\\s\\S]'],
  ['\\d', '[0-9]'],
  ['[a]', 'a'],
  ['[ab]', '[ab]'],
  ['[a-c]', '[a-c]'],
  ['[^a]', '[^a]'],
  ['[^a-c\\d]', '[^a-c0-9]'],
])('the class %s is written out, whatever flags the engine has: %s', (source, expected) => {
  expect(regexToRe2(source)).toBe(expected);
});

test.each([
  ['a\\.b', 'a\\.b'],
  ['a/b', 'a\\/b'],
  ['a-b', 'a\\x2db'],
])('the characters of %s are themselves: %s', (source, expected) => {
  expect(regexToRe2(source)).toBe(expected);
});

test('what no query can hold is a fault of the caller', () => {
  expect(() => regexToRe2('(?=a)')).toThrow('not a checked regular expression');
});
