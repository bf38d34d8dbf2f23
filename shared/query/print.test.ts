import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryQuery, arbitrarySpanQuery } from '../testing/arbitraryQuery.ts';
import type { Query } from './ast.ts';
import { parseQuery, parseSpanQuery } from './parser.ts';
import { printQuery, printSpanQuery } from './print.ts';

const printed = (text: string) => {
  const query = parseQuery(text);
  return query.ok ? printQuery(query.value) : `✗ ${query.error.message}`;
};

describe('the printed query', () => {
  test('reads back as the same query, whatever stands in its keys and values', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        expect(parseQuery(printQuery(query))).toEqual({ ok: true, value: query });
      }),
      { numRuns: 1_000 },
    );
  });

  test('reads back as the same span query too', () => {
    fc.assert(
      fc.property(arbitrarySpanQuery, (query) => {
        expect(parseSpanQuery(printSpanQuery(query))).toEqual({ ok: true, value: query });
      }),
      { numRuns: 1_000 },
    );
  });

  test('is stable for any text that parses', () => {
    const line = fc.string({
      unit: fc.constantFrom(
        ...'ab=:(){}"*-<>!~ .\\',
        ' OR ',
        ' NOT ',
        'is:orphan',
        'gap:',
        'k=v ',
        '1s',
      ),
      maxLength: 16,
    });
    fc.assert(
      fc.property(line, (text) => {
        const query = parseQuery(text);
        if (!query.ok) return;
        const once = printQuery(query.value);
        expect(printed(once)).toBe(once);
        expect(parseQuery(once)).toEqual(query);
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['', ''],
    ['   *  ', ''],
    ['a=1 AND b=2', 'a=1 b=2'],
    ['(a=1 b=2) c=3', 'a=1 b=2 c=3'],
    ['a=1 (b=2 OR c=3)', 'a=1 (b=2 OR c=3)'],
    ['(a=1 b=2) OR c=3', 'a=1 b=2 OR c=3'],
    ['NOT (a=1 b=2)', '-(a=1 b=2)'],
    ['NOT NOT a=1', '--a=1'],
    ['a!=b', '-a=b'],
    ['error=true', 'status=error'],
    ['last:broker', 'last=broker'],
    ['is:orphan OR is:retry', 'finding=(orphan OR retry)'],
    ['x=1 (is:orphan OR is:retry)', 'x=1 finding=(orphan OR retry)'],
    ['is:orphan OR is:orphan', 'is:orphan OR is:orphan'],
    ['is:orphan OR x=1', 'is:orphan OR x=1'],
    ['duration=50000', 'duration=50ms'],
    ['duration=(1500us OR 2s OR 7)', 'duration=(1500us OR 2s OR 7us)'],
    ['trace.duration=0', 'trace.duration=0'],
    ['duration>=1m30s', 'duration>=1m30s'],
    ['span.kind=SERVER', 'kind=server'],
    ['event.name=exception', 'event.name=exception'],
    ['topic=devices/{device}/telemetry', 'topic=devices/{device}/telemetry'],
    ['k="plain"', 'k=plain'],
    ['k="a*b"*', 'k="a*b"*'],
    ['k="OR"', 'k="OR"'],
    ['k="=~x"', 'k="=~x"'],
    ['"10.0.0.1:8080"', '"10.0.0.1:8080"'],
    ['{ "db.system"=x }', '{ db.system=x }'],
    ['"db.system"=x', '"db.system"=x'],
    ['k=~"a|b"', 'k=~a|b'],
    ['k=~"a b"', 'k=~"a b"'],
  ])('of %s is %s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  test('keeps parentheses where a query was built and not written', () => {
    const a: Query = { kind: 'is', finding: 'orphan' };
    const b: Query = { kind: 'text', text: 'x' };
    const either: Query = { kind: 'or', nodes: [a, b] };
    expect(printQuery({ kind: 'and', nodes: [either, either] })).toBe(
      '(is:orphan OR x) (is:orphan OR x)',
    );
    expect(printQuery({ kind: 'not', node: either })).toBe('-(is:orphan OR x)');
  });
});
