import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regexMatcher } from './regexMatcher.ts';
import { parseRegex } from './regexSubset.ts';
import { regexToRe2 } from './regexToRe2.ts';

const refusal = (source: string) => {
  const regex = parseRegex(source);
  if (regex.ok) return 'accepted';
  const { position = -1, length = 0, message } = regex.error;
  return `${source.slice(position, position + length)} → ${message.replace(/^Not in the common subset of regular expressions: /, '')}`;
};

describe('a regular expression', () => {
  test.each([
    ['', ' → The regular expression is empty.'],
    ['a(?i)b', '(? → inline flag "(?".'],
    ['a(?=b)', '(?= → lookahead "(?=".'],
    ['a(?!b)', '(?! → negative lookahead "(?!".'],
    ['(?<=a)b', '(?<= → lookbehind "(?<=".'],
    ['(?<!a)b', '(?<! → negative lookbehind "(?<!".'],
    ['(?:ab)', '(?: → non-capturing group "(?:" (plain parentheses capture nothing here).'],
    ['(?P<x>a)', '(?P → named group "(?P".'],
    ['(?<x>a)', '(?< → named group "(?<".'],
    ['(?>a)', '(?> → atomic group "(?>".'],
    ['a*?', '? → lazy quantifier "?" after a quantifier.'],
    ['a{2}?', '? → lazy quantifier "?" after a quantifier.'],
    ['a++', '+ → possessive quantifier "+" after a quantifier.'],
    ['a**', '* → quantifier after a quantifier.'],
    ['a+{2}', '{ → quantifier after a quantifier.'],
    ['*a', '* → quantifier "*" with nothing before it.'],
    ['a|+', '+ → quantifier "+" with nothing before it.'],
    ['^?', '? → quantifier "?" with nothing before it.'],
    ['{2}', '{ → brace "{" with nothing before it.'],
    ['a{x}', '{ → brace "{" that is no {n}, {n,} or {n,m} (a literal one is written "\\{").'],
    ['a{3,2}', '{3,2} → repetition {3,2}, which can never hold.'],
    ['a{0}', '{0} → repetition {0}, which can never hold.'],
    ['a{,2}', '{ → brace "{" that is no {n}, {n,} or {n,m} (a literal one is written "\\{").'],
    ['a}', '} → bracket "}" without an opening one (write "\\}").'],
    ['a]', '] → bracket "]" without an opening one (write "\\]").'],
    ['a)', ') → closing parenthesis ")" without an opening one.'],
    ['(a', '( → group "(" that is not closed.'],
    ['((a)', '( → group "(" that is not closed.'],
    ['()', ') → empty alternative or group.'],
    ['a|', ' → empty alternative or group.'],
    ['|a', '| → empty alternative or group.'],
    ['(a|)', ') → empty alternative or group.'],
    ['a^b', '^ → anchor "^" in the middle ("^" and "$" stand at the ends of the expression).'],
    ['a$b', '$ → anchor "$" in the middle ("^" and "$" stand at the ends of the expression).'],
    ['(^a)', '^ → anchor "^" in the middle ("^" and "$" stand at the ends of the expression).'],
    ['(a$)', '$ → anchor "$" in the middle ("^" and "$" stand at the ends of the expression).'],
    ['[a', '[ → character class "[" that is not closed.'],
    ['[]', '[] → empty character class "[]".'],
    ['[^]', '[^ → empty character class "[]".'],
    ['[[:alpha:]]', '[: → POSIX class "[:" (write the characters out).'],
    ['[a&&b]', '&& → class intersection "&&".'],
    ['[z-a]', 'z-a → character range that runs backwards.'],
    ['[a-\\d]', '\\d → class as the end of a range.'],
    ['a\\', '\\ → backslash with nothing after it.'],
    ['\\bword', '\\b → word boundary "\\b".'],
    ['\\Aword', '\\A → anchor "\\A".'],
    ['\\D', '\\D → negated class "\\D".'],
    ['\\pL', '\\p → Unicode class "\\p".'],
    ['(a)\\1', '\\1 → back-reference "\\1".'],
    ['\\n', '\\n → escape "\\n".'],
    [
      'a{401}',
      'a{401} → The repetitions in this regular expression multiply to too much: lower them.',
    ],
    [
      '(a{30}){30}',
      '(a{30}){30} → The repetitions in this regular expression multiply to too much: lower them.',
    ],
  ])('%s is refused by the name of the construct', (source, expected) => {
    expect(refusal(source)).toBe(expected);
  });

  test('has a length and a depth', () => {
    expect(refusal('a'.repeat(400))).toBe('accepted');
    expect(refusal('a'.repeat(401))).toBe(
      'a → The regular expression is longer than 400 characters.',
    );
    expect(refusal(`${'('.repeat(20)}a${')'.repeat(20)}`)).toBe('accepted');
    expect(refusal(`${'('.repeat(21)}a${')'.repeat(21)}`)).toBe(
      '( → nesting of more than 20 groups.',
    );
  });

  test.each([
    ['timeout', ['a timeout here'], ['time out']],
    ['^a|b$', ['abc', 'cb'], ['ca', 'bc']],
    ['^abc$', ['abc'], ['abcd', 'zabc']],
    ['^$', [''], ['a']],
    ['^', ['', 'x'], []],
    ['$', ['', 'x'], []],
    ['a.c', ['abc', 'a\nc', 'a\u2028c', 'a😀c'], ['ac', 'abbc']],
    ['^.$', ['😀', '\n'], ['ab', '']],
    ['\\d{2,3}', ['12', 'x1234'], ['1', '٣٤']],
    ['^\\d{2,3}$', ['12', '123'], ['1', '1234']],
    ['^a{2,}$', ['aa', 'aaaa'], ['a', '']],
    ['^\\w+$', ['a_Z9'], ['a-b', 'é', '']],
    ['\\s', ['a b', 'a\tb', 'a\r', '\f', '\n'], ['ab', 'a\u00a0b', '\v']],
    ['^[^abc-]+$', ['xyz'], ['b', '-', '']],
    ['[a-c]\\.', ['b.'], ['bx', 'd.']],
    ['^[\\d.]+$', ['1.2'], ['1,2']],
    ['^[\\]\\\\^-]+$', [']\\^-'], ['[']],
    ['^[[]$', ['['], [']']],
    ['^(a|bc)*d$', ['d', 'abcad'], ['bd', 'abc']],
    ['^a?b+$', ['ab', 'bbb'], ['aab', 'a']],
    ['^(a?){3}$', ['', 'aaa'], ['aaaa']],
    ['"quoted"', ['say "quoted" it'], ['quoted']],
    ['a~b<c>&@#', ['a~b<c>&@#'], ['ab']],
    ['devices/(7|8)/x', ['devices/8/x'], ['devices/9/x']],
    ['2\\.4\\.0-rc\\-1', ['2.4.0-rc-1'], ['2x4.0-rc-1']],
    ['[+\\-.]', ['-'], ['x']],
    ['é😀', ['é😀'], ['é']],
    ['(a)|(b|c)d', ['a', 'bd'], ['b']],
  ] satisfies [string, string[], string[]][])(
    '%s finds what it should, in linear time and in the text for RE2',
    (source, found, missed) => {
      const isFound = regexMatcher(source);
      // The text for RE2 is a JavaScript pattern as well; RE2 itself is asked by the store's tests.
      const pattern = new RegExp(regexToRe2(source), 'u');
      for (const text of found)
        expect([text, isFound(text), pattern.test(text)]).toEqual([text, true, true]);
      for (const text of missed)
        expect([text, isFound(text), pattern.test(text)]).toEqual([text, false, false]);
    },
  );

  test('means the same in both forms, whatever is written', () => {
    const source = fc.string({
      unit: fc.constantFrom(...'aab.|*+?()[]{}^$\\-,12ds ', '[^a]', '[a-b]', '{1,2}', '(a|b)'),
      maxLength: 10,
    });
    const texts = fc.array(fc.string({ unit: fc.constantFrom(...'aabb12-\n. '), maxLength: 12 }), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(source, texts, (written, samples) => {
        if (!parseRegex(written).ok) return;
        const isFound = regexMatcher(written);
        const pattern = new RegExp(regexToRe2(written), 'u');
        for (const text of samples) expect(isFound(text)).toBe(pattern.test(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('never backtracks, and forgets states rather than fill memory', () => {
    expect(regexMatcher('(a+)+$')(`${'a'.repeat(200_000)}b`)).toBe(false);
    const manyScripts = Array.from({ length: 30_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + index),
    );
    expect(regexMatcher('a.{3}b')(`${manyScripts.join('')}axyzb`)).toBe(true);
    expect(regexMatcher('^ab')('x'.repeat(1_000_000))).toBe(false);
  });

  test('that was not checked is a fault of the caller', () => {
    expect(() => regexMatcher('(')).toThrow('not a checked regular expression');
    expect(() => regexToRe2('(')).toThrow('not a checked regular expression');
  });
});
