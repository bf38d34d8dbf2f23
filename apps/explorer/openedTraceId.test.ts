import { expect, test } from 'vitest';
import { openedTraceId } from './openedTraceId.ts';

test.each([
  ['/trace/1f', '', '1f'],
  ['/', '', undefined],
  ['/trace/', '', undefined],
  ['/trace/1f/more', '', undefined],
  ['/traces/1f', '', undefined],
  ['/trace/%3Cimg%3E', '', undefined],
  ['/hopscope/trace/1f', '/hopscope', '1f'],
  ['/trace/1f', '/hopscope', undefined],
  ['/hopscopes/trace/1f', '/hopscope', undefined],
])('%s under "%s" opens %s', (path, base, traceId) => {
  expect(openedTraceId(path, base)).toBe(traceId);
});
