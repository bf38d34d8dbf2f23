import { afterAll, beforeAll, expect, test } from 'vitest';
import { facetsSchema } from '../../shared/api/answerSchemas.ts';
import { FACET_FIELDS } from '../../shared/api/answers.ts';
import { MESSAGES_RANGE, message } from '../testing/messages.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(...Array.from({ length: 12 }, (_, index) => message(index)));
});

afterAll(() => app.close());

const facets = async (parameters: string) =>
  facetsSchema.parse(await app.getJson(`/api/facets?${MESSAGES_RANGE}&${parameters}`)).facets;

test('values with their traces, most frequent first, and what is not listed', async () => {
  const [firmware, device] = await facets('fields=firmware,device&size=2');
  expect(firmware).toEqual({
    field: 'firmware',
    values: [
      { value: '2.3.1', count: 8 },
      { value: '2.4.0', count: 4 },
    ],
    otherCount: 0,
  });
  expect([device?.values.length, device?.otherCount]).toEqual([2, 6]);
});

test('any attribute is a facet, over the traces that match', async () => {
  const [key] = await facets('fields=db.status&q=device%3Dsensor-1');
  expect(key?.values).toEqual([
    { value: 'success', count: 2 },
    { value: 'error', count: 1 },
  ]);
});

test('without names, all built-in fields in their order', async () => {
  expect((await facets('')).map(({ field }) => field)).toEqual([...FACET_FIELDS]);
});

test.each([
  'fields=',
  'fields=,',
  `fields=${Array.from({ length: 51 }, (_, i) => `f${i}`)}`,
  'size=0',
  'size=1e6',
])('%s is refused', async (parameters) => {
  expect((await app.get(`/api/facets?${parameters}`)).status).toBe(400);
});

test('names from hostile data are only names', async () => {
  const names = ['__proto__', 'constructor', "'; DROP TABLE span; --", '<img onerror=x>', 'a\\,b'];
  const answered = await facets(`fields=${encodeURIComponent(names.join(','))}`);
  expect(answered.map(({ field }) => field)).toEqual([
    '__proto__',
    'constructor',
    "'; DROP TABLE span; --",
    '<img onerror=x>',
    'a,b',
  ]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
