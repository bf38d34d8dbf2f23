import { expect, test } from 'vitest';
import { parseColor } from './parseColor.ts';

test('a colour becomes an opaque pixel, red in its lowest byte', () => {
  const [pixel] = new Uint32Array(Uint8Array.of(0x2f, 0x6f, 0xb5, 0xff).buffer);

  expect(parseColor('#2F6fb5')).toBe(pixel);
});

test('what is no hexadecimal colour is grey', () => {
  expect(parseColor('rebeccapurple')).toBe(parseColor('#808080'));
});
