import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryQuery } from '../testing/arbitraryQuery.ts';
import type { Query } from './ast.ts';
import {
  addCondition,
  clearFacet,
  type FacetChoice,
  facetChoice,
  facetSelection,
  setFacetValue,
  toggleFacetValue,
} from './editQuery.ts';
import { parseQuery } from './parser.ts';
import { printQuery } from './print.ts';

function parsed(text: string): Query {
  const query = parseQuery(text);
  if (!query.ok) throw new Error(query.error.message);
  return query.value;
}

describe('choosing a value of a facet', () => {
  test.each([
    ['', 'device', 'a', 'include', 'device=a'],
    ['', 'device', 'a', 'exclude', '-device=a'],
    ['', 'device', 'a', 'neither', ''],
    ['device=a', 'device', 'b', 'include', 'device=(a OR b)'],
    ['device=(a OR b)', 'device', 'c', 'include', 'device=(a OR b OR c)'],
    ['device=(a OR b)', 'device', 'b', 'include', 'device=(a OR b)'],
    ['device=(a OR b)', 'device', 'a', 'neither', 'device=b'],
    ['device=(a OR b)', 'device', 'x', 'neither', 'device=(a OR b)'],
    ['device=a', 'device', 'a', 'neither', ''],
    ['device=a', 'device', 'a', 'exclude', '-device=a'],
    ['-device=a', 'device', 'a', 'include', 'device=a'],
    ['-device=a', 'device', 'b', 'exclude', '-device=(a OR b)'],
    ['device=(a OR b)', 'device', 'b', 'exclude', 'device=a -device=b'],
    ['device=a -device=b', 'device', 'b', 'include', 'device=(a OR b)'],
    ['x=1 device=a y=2', 'device', 'b', 'include', 'x=1 device=(a OR b) y=2'],
    ['x=1 device=a y=2', 'device', 'a', 'neither', 'x=1 y=2'],
    ['device=a device=b', 'device', 'c', 'include', 'device=a device=(b OR c)'],
    ['device=a device=a', 'device', 'a', 'neither', ''],
    ['device=a service=s', 'service', 't', 'include', 'device=a service=(s OR t)'],
    ['a=1 OR b=2', 'device', 'x', 'include', '(a=1 OR b=2) device=x'],
    ['device=a OR b=2', 'device', 'a', 'neither', 'device=a OR b=2'],
    ['{ service=a }', 'service', 'a', 'include', '{ service=a } service=a'],
    ['device=a*', 'device', 'a7', 'include', 'device=a* device=a7'],
    ['device=(a* OR b)', 'device', 'b', 'neither', 'device=(a* OR b)'],
    ['device=~a', 'device', 'a', 'include', 'device=~a device=a'],
    ['is:orphan', 'finding', 'retry', 'include', 'finding=(orphan OR retry)'],
    ['finding=(orphan OR retry)', 'finding', 'retry', 'neither', 'is:orphan'],
    ['finding=(orphan OR retry)', 'finding', 'retry', 'exclude', 'is:orphan -is:retry'],
    ['-is:orphan', 'finding', 'retry', 'exclude', '-finding=(orphan OR retry)'],
    ['x=1', 'finding', 'orphan', 'include', 'x=1 is:orphan'],
    ['is:orphan OR x=1', 'finding', 'orphan', 'neither', 'is:orphan OR x=1'],
    ['', 'finding', 'nonsense', 'include', ''],
    ['site=a', 'site', 'b', 'include', 'site=(a OR b)'],
    ['resource.site=a', 'site', 'b', 'include', 'resource.site=a site=b'],
    ['', 'event.outcome', 'a b', 'include', '"event.outcome"="a b"'],
    ['"service"=a', 'service', 'b', 'include', '"service"=a service=b'],
    ['topic=devices/{device}/t', 'topic', '', 'exclude', 'topic=devices/{device}/t -topic=""'],
    ['--device=a', 'device', 'a', 'neither', '--device=a'],
  ] as const)('%s, %s %s: %s', (text, field, value, choice, expected) => {
    const edited = printQuery(setFacetValue(parsed(text), field, value, choice));
    expect(edited).toBe(expected);
  });

  test('is what the facet then shows, in any query, and survives printing', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 6 });
    const field = fc.constantFrom('device', 'service', 'topic', 'site', 'odd key');
    const choice = fc.constantFrom<FacetChoice>('include', 'exclude', 'neither');
    fc.assert(
      fc.property(arbitraryQuery, field, value, choice, (query, name, text, wanted) => {
        const edited = setFacetValue(query, name, text, wanted);
        expect(facetChoice(edited, name, text)).toBe(wanted);
        expect(facetChoice(parsed(printQuery(edited)), name, text)).toBe(wanted);
      }),
    );
  });
});

test('the boxes of a facet are read from the terms that hold for the whole query', () => {
  const query = parsed(
    'device=(a OR b) device=c -device=d -device=(e OR a) { device.id=x } (device=y OR z)',
  );
  expect(facetSelection(query, 'device')).toEqual({
    included: ['a', 'b', 'c'],
    excluded: ['d', 'e', 'a'],
  });
  expect(facetSelection(query, 'service')).toEqual({ included: [], excluded: [] });
  expect(facetSelection(parsed('spans>5'), 'spans')).toEqual({
    included: [],
    excluded: [],
  });
});

test('a second click takes a choice back, the other box turns it round', () => {
  const included = toggleFacetValue(parsed('x=1'), 'device', 'a', 'include');
  expect(printQuery(included)).toBe('x=1 device=a');
  expect(printQuery(toggleFacetValue(included, 'device', 'a', 'include'))).toBe('x=1');
  const excluded = toggleFacetValue(included, 'device', 'a', 'exclude');
  expect(printQuery(excluded)).toBe('x=1 -device=a');
  expect(printQuery(toggleFacetValue(excluded, 'device', 'a', 'exclude'))).toBe('x=1');
});

test('a facet is cleared of its values and of nothing else', () => {
  const query = parsed('device=a -device=b device=c* x=1');
  expect(printQuery(clearFacet(query, 'device'))).toBe('device=c* x=1');
  expect(printQuery(clearFacet(parsed('finding=(orphan OR retry)'), 'finding'))).toBe('');
});

test('a condition is added once', () => {
  const query = parsed('x=1');
  const added = addCondition(query, parsed('{ a=1 b=2 }'));
  expect(printQuery(added)).toBe('x=1 { a=1 b=2 }');
  expect(addCondition(added, parsed('{ a=1 b=2 }'))).toBe(added);
  expect(printQuery(addCondition(parsed(''), parsed('a=1')))).toBe('a=1');
  expect(printQuery(addCondition(parsed('a=1 OR b=2'), parsed('c=3')))).toBe('(a=1 OR b=2) c=3');
});
