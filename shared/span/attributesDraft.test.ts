import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AttributesDraft } from './attributesDraft.ts';
import { ShapedAttributes } from './shapedAttributes.ts';
import type { AttributeValue } from './span.ts';

type Entry = readonly [string, AttributeValue];

const draft = new AttributesDraft();

function made(entries: readonly Entry[]) {
  draft.begin();
  for (const [key, value] of entries) draft.set(key, value);
  return draft.finish();
}

const keys = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', '', 'a', 'b', 'mqtt.qos', 'get'),
  fc.string({ maxLength: 300 }),
);
const entriesOf = fc.array(
  fc.tuple(keys, fc.oneof(fc.string(), fc.integer(), fc.constant(undefined))),
  {
    maxLength: 150,
  },
);

test('all it is asked a Map of the same entries would answer', () => {
  fc.assert(
    fc.property(entriesOf, fc.array(keys), (entries, others) => {
      const map = new Map<string, AttributeValue>(entries);
      const attributes = made(entries);
      expect(attributes.size).toBe(map.size);
      expect([...attributes]).toEqual([...map]);
      expect([...attributes.keys()]).toEqual([...map.keys()]);
      expect([...attributes.values()]).toEqual([...map.values()]);
      const visited: Entry[] = [];
      attributes.forEach((value, key) => {
        visited.push([key, value]);
      });
      expect(visited).toEqual([...map]);
      for (const key of [...map.keys(), ...others]) {
        expect(attributes.get(key)).toBe(map.get(key));
        expect(attributes.has(key)).toBe(map.has(key));
      }
    }),
  );
});

test('what was made keeps its values when the draft goes on', () => {
  const first = made([
    ['device.id', 'd-1'],
    ['mqtt.qos', 1n],
  ]);
  const second = made([
    ['device.id', 'd-2'],
    ['mqtt.qos', 0n],
  ]);
  expect([first.get('device.id'), second.get('device.id')]).toEqual(['d-1', 'd-2']);
});

test('what was set so far can be asked for', () => {
  draft.begin();
  draft.set('error', 'true');
  expect([draft.get('error'), draft.get('none')]).toEqual(['true', undefined]);
  for (let n = 0; n < 100; n++) draft.set(`key ${n}`, n);
  expect([draft.get('error'), draft.get('key 99')]).toEqual(['true', 99]);
});

test('very many keys, or very long ones, share nothing that would have to be remembered', () => {
  const many = Array.from({ length: 65 }, (_, n) => [`key ${n}`, n] as const);
  expect(made(many)).toBeInstanceOf(Map);
  expect(made(many.slice(1))).toBeInstanceOf(ShapedAttributes);
  expect(made([['x'.repeat(129), 1]])).toBeInstanceOf(Map);
});

test('attributes of shapes that were forgotten stay as they are', () => {
  const before = made([['device.id', 'd-1']]);
  for (let n = 0; n < 10_000; n++) made([[`never again ${n}`, n]]);
  const after = made([['device.id', 'd-1']]);
  expect(after).toEqual(before);
  expect([before.get('device.id'), after.get('device.id')]).toEqual(['d-1', 'd-1']);
});

test('none are the same for all', () => {
  expect(made([])).toBe(made([]));
});
