import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JaegerOptions } from './jaegerOptions.ts';
import { type RunningEngine, startEngine } from './startEngine.ts';
import { type RunningJaeger, startJaeger } from './startJaeger.ts';
import { sendSpan } from './testing/sendSpan.ts';
import { type SpanHit, spanHit } from './testing/spanHit.ts';

const SPAN = { name: 'publish', service: 'sensor', tags: { 'device.id': 'sensor-0042' } };
const INDICES = '*jaeger-span-*';

let storage: RunningEngine;

beforeAll(async () => {
  storage = await startEngine({ name: 'opensearch', version: '2.19.4' });
});

afterAll(() => storage?.stop());

test('by default a day has an index and tags are nested', async () => {
  const hit = await written({});
  expect(hit.index).toMatch(/^jaeger-span-\d{4}-\d\d-\d\d$/);
  expect(hit.source.tags).toContainEqual({
    key: 'device.id',
    type: 'string',
    value: 'sensor-0042',
  });
});

test('a prefix, hours and another separator are in the name of the index', async () => {
  const hit = await written({ indexPrefix: 'tenant', isHourly: true, dateSeparator: '.' });
  expect(hit.index).toMatch(/^tenant-jaeger-span-\d{4}\.\d\d\.\d\d\.\d\d$/);
});

test('tags become fields, their dots replaced', async () => {
  const hit = await written({ indexPrefix: 'flat', tagsAsFields: 'all', dotReplacement: '#' });
  expect(hit.source.tag).toMatchObject({ 'device#id': 'sensor-0042' });
});

test('the tags that are named become fields, the others stay nested', async () => {
  const hit = await written({ indexPrefix: 'both', tagsAsFields: ['device.id'] });
  expect(hit.source.tag).toEqual({ 'device@id': 'sensor-0042' });
  expect(hit.source.tags).not.toContainEqual(expect.objectContaining({ key: 'device.id' }));
});

test('behind aliases spans go into a numbered index until it is rolled over', async () => {
  const indexPrefix = 'rolled';
  const read = 'rolled-jaeger-span-read';
  await withJaeger({ indexPrefix, usesAliases: true }, async (jaeger) => {
    const before = await spanHit(storage, read, await sendSpan(jaeger.otlpUrl, SPAN));
    await jaeger.rollOver();
    const after = await spanHit(storage, read, await sendSpan(jaeger.otlpUrl, SPAN));
    expect([before.index, after.index]).toEqual([
      'rolled-jaeger-span-000001',
      'rolled-jaeger-span-000002',
    ]);
  });
});

test('the older generation writes what it wrote', async () => {
  const hit = await written({ version: '1.62', indexPrefix: 'older' });
  expect(hit.index).toMatch(/^older-jaeger-span-/);
  expect(hit.source).toHaveProperty('process.serviceName', 'sensor');
  expect(hit.source.tags).toContainEqual({
    key: 'device.id',
    type: 'string',
    value: 'sensor-0042',
  });
});

async function written(options: Omit<JaegerOptions, 'storage'>): Promise<SpanHit> {
  return withJaeger(options, async (jaeger) => {
    return spanHit(storage, INDICES, await sendSpan(jaeger.otlpUrl, SPAN));
  });
}

async function withJaeger<T>(
  options: Omit<JaegerOptions, 'storage'>,
  use: (jaeger: RunningJaeger) => Promise<T>,
): Promise<T> {
  const jaeger = await startJaeger({ storage, ...options });
  try {
    return await use(jaeger);
  } finally {
    await jaeger.stop();
  }
}
