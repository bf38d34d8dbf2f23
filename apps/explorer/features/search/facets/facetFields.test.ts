import { expect, test } from 'vitest';
import { orderFacets } from './facetFields.ts';

test('pinned facets come first and added ones last', () => {
  const fields = orderFacets(['site'], ['site', 'firmware', 'gone']);
  expect(fields.slice(0, 3)).toEqual(['site', 'firmware', 'finding']);
  expect(orderFacets(['site'], []).at(-1)).toBe('site');
});

test('durations are no facet: no box could ask for what it counts', () => {
  const fields = orderFacets(['duration', 'trace.duration', 'errors'], ['trace.duration']);
  expect(fields).not.toContain('duration');
  expect(fields).not.toContain('trace.duration');
  expect(fields).toContain('errors');
});
