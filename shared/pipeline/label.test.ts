import { expect, test } from 'vitest';
import { clip } from '../clip.ts';
import { labelOf } from './label.ts';

test('text, numbers and booleans are labels, what is empty or has structure is none', () => {
  expect(['a', 7, 7n, true, '', undefined, [1], new Map(), new Uint8Array(2)].map(labelOf)).toEqual(
    ['a', '7', '7', 'true', undefined, undefined, undefined, undefined, undefined],
  );
});

test('a long text is cut without splitting a character', () => {
  expect(clip('abcdef', 3)).toBe('abc');
  expect(clip('ab🌡️', 3)).toBe('ab');
  expect(clip('ab🌡', 4)).toBe('ab🌡');
  expect(labelOf('x'.repeat(5_000))).toHaveLength(256);
});
