import { expect, test } from 'vitest';
import { refusePath } from './paths.ts';

test.each([
  '/',
  '/api/search?q=a//b%00',
  '/api/fields/app.kubernetes.io%2Fname/values',
  '/api/fields/caf%C3%A9/values',
  '/api/fields/C%3A%5Ctemp%0A%00/values?prefix=x',
  '/trace/4bf92f3577b34da6a3ce929d0e0e4736',
  '/..hidden/x...y',
])('%s is routed', (target) => {
  expect(refusePath(target)).toBeUndefined();
});

test.each([
  ['//api/search', 'empty segment'],
  ['/api//search', 'empty segment'],
  ['/api/%2e%2e/metrics', 'dot segment'],
  ['/api/../metrics', 'dot segment'],
  ['/api/./search', 'dot segment'],
  ['/api/..%2f..%2fetc%2fpasswd', 'dot segment'],
  ['/api/%2E%2E%2Fx', 'dot segment'],
  ['/api/..%5c..%5cx', 'backslash'],
  ['/api/..\\x', 'backslash'],
  ['/api/fields/C:\\temp/values', 'backslash'],
  ['/api/fields/a%5Cb', 'backslash'],
  ['/api/fields/a%5Cb/values/x', 'backslash'],
  ['/x%5C/api/fields/a/values', 'backslash'],
  ['/api/fields/..%2F..%5Cx/values', 'dot segment'],
  ['/api/x%00.json', 'control character'],
  ['/api/x%0d%0aset-cookie:a', 'control character'],
  ['/api/%c0%af', 'not UTF-8'],
  ['/api/%zz', 'not UTF-8'],
  ['/api/%', 'not UTF-8'],
  ['http://evil.example/api/search', 'start with a slash'],
  ['*', 'start with a slash'],
  ['', 'start with a slash'],
])('%s is refused: %s', (target, reason) => {
  expect(refusePath(target)).toContain(reason);
});
