import { afterAll, beforeAll, expect, test } from 'vitest';
import { breakdownSchema, histogramSchema, problemSchema } from '../../shared/api/answerSchemas.ts';
import { MESSAGES_RANGE, message } from '../testing/messages.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(...Array.from({ length: 12 }, (_, index) => message(index)));
});

afterAll(() => app.close());

test('every bucket of the range, empty ones included', async () => {
  const { buckets, heatmap } = histogramSchema.parse(
    await app.getJson(`/api/histogram?${MESSAGES_RANGE}&buckets=10`),
  );
  expect(buckets.map(({ count }) => count)).toEqual([10, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(buckets[0]).toMatchObject({
    errorCount: 4,
    p50Us: 8_000,
    startUs: Date.UTC(2026, 0, 5, 9) * 1_000,
  });
  expect(buckets[2]?.p50Us).toBeUndefined();
  expect(heatmap.counts.reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(heatmap.counts).toHaveLength(
    heatmap.startsUs.length * (heatmap.durationEdgesUs.length - 1),
  );
});

test.each(['0', '1001', 'x'])('buckets=%s names the range', async (buckets) => {
  const answer = await app.get(`/api/histogram?buckets=${buckets}`);
  expect(await answer.json()).toMatchObject({
    status: 400,
    detail: 'buckets must be a whole number from 1 to 1000',
  });
});

test('a breakdown has a row a value', async () => {
  const { rows } = breakdownSchema.parse(
    await app.getJson(`/api/breakdown?${MESSAGES_RANGE}&by=firmware`),
  );
  expect(rows).toMatchObject([
    { value: '2.3.1', count: 8, errorCount: 0, p50Us: 8_000 },
    { value: '2.4.0', count: 4, errorCount: 4 },
  ]);
});

test('the duration of a span groups no traces, and the answer names what does', async () => {
  for (const address of ['/api/breakdown?by=duration', '/api/facets?fields=device,duration']) {
    const problem = problemSchema.parse(await app.getJson(address));
    expect([problem.status, problem.detail]).toEqual([
      400,
      'duration is of one span; traces are grouped by trace.duration',
    ]);
  }
});

test('a breakdown by nothing says what is missing', async () => {
  expect(await app.getJson('/api/breakdown')).toMatchObject({
    status: 400,
    detail: 'by must name one field or attribute',
    parameter: 'by',
  });
});
