import { expect, test } from 'vitest';
import { InternedMessages } from './internedMessages.ts';

const source = (text: string) => {
  const bytes = Buffer.from(text);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
};

test('the same bytes in another place give what was kept for them', () => {
  const messages = new InternedMessages<string>(8);
  messages.keep(source('..gateway'), 2, 9, 'https://a', 'kept');
  expect(messages.find(source('gateway....'), 0, 7, 'https://a')).toBe('kept');
  expect(messages.find(source('gateway....'), 0, 7, 'https://b')).toBeUndefined();
  expect(messages.find(source('gateways...'), 0, 8, 'https://a')).toBeUndefined();
});

test('what is kept is a copy: the request it came in may go', () => {
  const messages = new InternedMessages<string>(8);
  const request = source('gateway');
  messages.keep(request, 0, 7, '', 'kept');
  request.bytes.fill(0);
  expect(messages.find(source('gateway'), 0, 7, '')).toBe('kept');
});

test('long messages are not kept', () => {
  const messages = new InternedMessages<string>(8);
  const long = source('x'.repeat(1_025));
  messages.keep(long, 0, 1_025, '', 'kept');
  expect(messages.find(long, 0, 1_025, '')).toBeUndefined();
});
