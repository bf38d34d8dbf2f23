import { expect, test } from 'vitest';
import { toApiError } from './apiError.ts';

test('a problem is told in the words of the server', () => {
  const body = JSON.stringify({ title: 'The query cannot be read', detail: 'Close the brace.' });
  const error = toApiError('GET /api/search?q={', 400, body);
  expect([error.kind, error.title, error.message]).toEqual([
    'refused',
    'The query cannot be read',
    'Close the brace.',
  ]);
  expect(error.technical).toContain('GET /api/search?q={\n400\n');
});

test('what a proxy answers is not taken for a word of the server', () => {
  for (const body of ['<html>Bad gateway</html>', '', 'null', '{"title":7}']) {
    const error = toApiError('GET /api/source', 502, body);
    expect(error.title).toBe('The server answered 502');
    expect(error.detail).toContain('in its place');
  }
});

test('an endless answer is cut before it is shown', () => {
  expect(toApiError('GET /', 500, 'x'.repeat(1_000_000)).technical.length).toBeLessThan(2_100);
});
