import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLosslessJson } from './losslessJson.ts';

/** An integer of 20 digits beside the text sends it through the parser of our own. */
const BIG = 12_345_678_901_234_567_890n;

const parseBeside = (json: string) => {
  const parsed = parseLosslessJson(`[${BIG},${json}]`);
  return parsed.ok ? (parsed.value as unknown[])[1] : parsed.error.message;
};

describe('integers', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['[1, -9223372036854775808]', [1, -9223372036854775808n]],
    ['{"a":\n  18446744073709551615}', { a: 18446744073709551615n }],
    ['1e21', 1e21],
    ['0.1234567890123456789', 0.12345678901234568],
    ['12345678901234567890.5', 12345678901234567000],
    ['"9007199254740993"', '9007199254740993'],
    ['-0', -0],
  ])('%s', (text, value) => {
    expect(parseLosslessJson(text)).toEqual({ ok: true, value });
  });

  test('an integer of a million digits costs no more than its text', () => {
    const parsed = parseLosslessJson('9'.repeat(1_000_000));
    expect(parsed).toEqual({ ok: true, value: Number.POSITIVE_INFINITY });
  });
});

test('both parsers agree with JSON.parse on any value', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const parsed = parseLosslessJson(json);
      expect(asDoubles(parsed.ok && parsed.value)).toEqual(JSON.parse(json));
      expect(asDoubles(parseBeside(json))).toEqual(JSON.parse(json));
    }),
  );
});

const asDoubles = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, it) => (typeof it === 'bigint' ? Number(it) : it)));

test.each([
  ['a half of a pair', '"a\\ud800b"', 'a\ufffdb'],
  ['the other half', '"\\uDFFF"', '\ufffd'],
  ['halves in the wrong order', '"\\ude00\\ud83d"', '\ufffd\ufffd'],
  ['a whole pair', '"\\ud83d\\ude00"', '\u{1f600}'],
  ['an escaped backslash before what looks like one', '"\\\\ud800"', '\\ud800'],
  ['a key', '{"\\ud800":1}', { '\ufffd': 1 }],
])('text is well-formed: %s', (_, json, expected) => {
  expect(parseLosslessJson(json)).toEqual({ ok: true, value: expected });
});

test('both parsers take and refuse the same texts', () => {
  const parts = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '.5',
    'e3',
    'true',
    'nul',
    ' ',
    '\\',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 9 }), (chosen) => {
      const json = chosen.join('');
      const isJson = isParsed(json);
      expect(parseLosslessJson(json).ok).toBe(isJson);
      expect(parseLosslessJson(`{"big":${BIG},"it":${json}}`).ok).toBe(
        isParsed(`{"big":${BIG},"it":${json}}`),
      );
    }),
    { numRuns: 1000 },
  );
});

function isParsed(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

test('hostile keys are keys, and of two equal ones the last stays', () => {
  for (const json of ['{"__proto__":{"polluted":1},"a":1,"a":2}']) {
    for (const value of [parseBeside(json), parseBeside(json)]) {
      expect(Object.keys(value as object)).toEqual(['__proto__', 'a']);
      expect((value as { a: number }).a).toBe(2);
    }
  }
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('a hundred thousand nested lists are read', () => {
  const depth = 100_000;
  const json = '['.repeat(depth) + BIG + ']'.repeat(depth);
  expect(parseLosslessJson(json).ok).toBe(true);
});

test.each([
  ['', 'not JSON: a value expected, the text ends at character 0'],
  ['{"a" 1}', 'not JSON: ":" expected, found "1" at character 5'],
  ['[1, 2', 'not JSON: "," or "]" expected, the text ends at character 5'],
  ['{a:1}', 'not JSON: a key in double quotes expected, found "a" at character 1'],
  ['{"a":"b', 'not JSON: a text is not closed, found "\\"" at character 5'],
  ['["\u0001"]', 'not JSON: a text has a bad escape or a control character at character 1'],
  ['[1] x', 'not JSON: the end expected, found "x" at character 4'],
  ['<html>', 'not JSON: a value expected, found "<" at character 0'],
])('%j is refused where it goes wrong', (text, message) => {
  const parsed = parseLosslessJson(text);
  expect(parsed.ok ? parsed.value : parsed.error.message).toBe(message);
});
