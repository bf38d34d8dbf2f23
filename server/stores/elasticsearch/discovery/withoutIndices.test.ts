import { expect, test } from 'vitest';
import { without } from './withoutIndices.ts';

const WILD = 'jaeger-span-*,jaeger-span,-jaeger-span-archive*';
const STREAM = { name: 'jaeger-span', indices: ['.ds-jaeger-span-1', '.ds-jaeger-span-2'] };

function cut(spans: string, excluded: string, members = ''): string {
  const names = (text: string) => text.split(' ').filter((name) => name !== '');
  const choice = { spans, members: names(members), streams: [STREAM] };
  return without({ ...choice, found: '', assumed: [], otherTenants: [] }, names(excluded));
}

test.each([
  ['nothing', WILD, '', WILD],
  ['an index', WILD, 'jaeger-span-a', `${WILD},-jaeger-span-a`],
  ['one of another cluster', 'far:jaeger-*', 'far:jaeger-b', 'far:jaeger-*,far:-jaeger-b'],
  [
    'an index of a stream',
    WILD,
    '.ds-jaeger-span-2',
    '.ds-jaeger-span-1,jaeger-span-*,-jaeger-span-archive*,-.ds-jaeger-span-2,-jaeger-span',
  ],
  [
    'a whole stream',
    WILD,
    'jaeger-span',
    'jaeger-span-*,-jaeger-span-archive*,-jaeger-span,-.ds-jaeger-span-1,-.ds-jaeger-span-2',
  ],
])('wildcards without %s', (_, spans, excluded, expression) => {
  expect(cut(spans, excluded)).toBe(expression);
});

test('an alias without one of its members is the others', () => {
  expect(cut('traces-read,jaeger-span', 'b', 'a b c')).toBe('a,c,jaeger-span');
});

test('a stream without one of its indices is the others, and without any nothing at all', () => {
  expect(cut('jaeger-span', '.ds-jaeger-span-2')).toBe('.ds-jaeger-span-1');
  expect(cut('jaeger-span', '.ds-jaeger-span-1 .ds-jaeger-span-2')).toMatch(/nothing/);
});
