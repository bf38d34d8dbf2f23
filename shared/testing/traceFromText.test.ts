import { expect, test } from 'vitest';
import { OTHER_TRACE_ID, TEXT_START_US, TEXT_TRACE_ID, traceFromText } from './traceFromText.ts';

test('a drawn trace becomes spans: tree, times, and everything said after the line', () => {
  const [publish, evaluate] = traceFromText(`
    publish a/b @sensor   |--      | producer ok device.id="7" mqtt.qos=1 level=0.5 on=true note="two words, a=b" resource:fw=2.4 scope:mqtt flags:257
      evaluate @rules     |   ---  | error:"no such rule" event:exception:exception.message="not found" link:${OTHER_TRACE_ID}/9
  `);
  expect(publish).toMatchObject({
    traceId: TEXT_TRACE_ID,
    spanId: '0000000000000001',
    operation: 'publish a/b',
    kind: 'producer',
    status: 'ok',
    startUs: TEXT_START_US,
    durationUs: 2_000,
    scope: { name: 'mqtt' },
    flags: 257,
  });
  expect([...(publish?.attributes ?? [])]).toEqual([
    ['device.id', '7'],
    ['mqtt.qos', 1n],
    ['level', 0.5],
    ['on', true],
    ['note', 'two words, a=b'],
  ]);
  expect([...(publish?.resource.attributes ?? [])]).toEqual([
    ['service.name', 'sensor'],
    ['fw', 2.4],
  ]);
  expect(evaluate).toMatchObject({
    parentSpanId: '0000000000000001',
    kind: 'internal',
    status: 'error',
    statusMessage: 'no such rule',
    startUs: TEXT_START_US + 3_000,
    durationUs: 3_000,
    links: [{ traceId: OTHER_TRACE_ID, spanId: '0000000000000009' }],
  });
  expect(evaluate?.events[0]?.attributes.get('exception.message')).toBe('not found');
});

test('times may be said in words, ids and parents by name', () => {
  const [first, second, third] = traceFromText(`
    one @a     |1.5s +20us|   id:f1
      two @a   |2ms +-3ms|    parent:dead
      three @a |0 +1|         root
  `);
  expect(first).toMatchObject({
    spanId: '00000000000000f1',
    startUs: TEXT_START_US + 1_500_000,
    durationUs: 20,
  });
  expect(second).toMatchObject({ parentSpanId: '000000000000dead', durationUs: -3_000 });
  expect(third).not.toHaveProperty('parentSpanId');
});

test('what is not understood is refused, so that a typing error is no test that passes', () => {
  expect(() => traceFromText('one @a |-| produzer')).toThrow('not understood: produzer');
  expect(() => traceFromText('one @a -')).toThrow('no time line');
});
