import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldsSchema, fieldValuesSchema } from '../../shared/api/answerSchemas.ts';
import { traceFromText } from '../../shared/testing/traceFromText.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(
    traceFromText(`
      publish @sensor |--| device.id=s-1 site=north app.kubernetes.io/name=gateway
      publish @sensor |--| device.id=s-2 site=north
    `),
  );
});

afterAll(() => app.close());

const values = async (address: string) =>
  fieldValuesSchema.parse(await app.getJson(`/api/fields/${address}`)).values;

test('fields and keys that start with the prefix, built-in ones marked', async () => {
  const { fields } = fieldsSchema.parse(await app.getJson('/api/fields?prefix=dev'));
  expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual(
    ['device builtin', 'device.id attribute', 'device.location attribute'].slice(0, fields.length),
  );
});

test('values with their counts', async () => {
  expect(await values('device.id/values?prefix=s-')).toEqual([
    { value: 's-1', count: 1 },
    { value: 's-2', count: 1 },
  ]);
});

test('a key with a slash is one segment of the path', async () => {
  expect(await values('app.kubernetes.io%2Fname/values')).toEqual([{ value: 'gateway', count: 1 }]);
});

test('a key nobody sent has no values', async () => {
  expect(await values('no.such.key/values')).toEqual([]);
  expect(await values('__proto__/values')).toEqual([]);
});

test('a key with a backslash or a control character can be asked for', async () => {
  const key = 'C:\\temp\n';
  const spans = traceFromText(`poll @edge | -- |`, { traceId: 'bac4'.padEnd(32, '0') });
  await app.put(spans.map((span) => ({ ...span, attributes: new Map([[key, 'free']]) })));
  expect(await values(`${encodeURIComponent(key)}/values`)).toEqual([{ value: 'free', count: 1 }]);
});
