import { afterAll, beforeAll, expect, test } from 'vitest';
import { LATEST_US } from '../../shared/time/range.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
});

afterAll(() => app.close());

const ALL_TIME = `from=0&to=${Math.floor(LATEST_US / 1_000)}`;

/** One span of its own trace, at what a sender with a broken clock took for the time. */
function requestAt(traceId: string, nanos: string): string {
  const span = { traceId, spanId: 'cd'.repeat(8), name: 'x' };
  const times = { startTimeUnixNano: nanos, endTimeUnixNano: nanos };
  return JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, ...times }] }] }],
  });
}

test.each([
  ['the first', '1'],
  ['2201', '7289654400000000000'],
  ['2300', '10413792000000000000'],
  ['the last that OTLP can write', '18446744073709551615'],
])('a span of %s is stored, found, counted and opened', async (_, nanos) => {
  const traceId = nanos.padStart(32, '0');
  const headers = { 'content-type': 'application/json' };
  const body = requestAt(traceId, nanos);
  const stored = await app.app.request('/v1/traces', { method: 'POST', body, headers });
  expect([stored.status, await stored.json()]).toEqual([200, {}]);

  const found = () => app.getJson(`/api/search?${ALL_TIME}&q=${traceId}`);
  await expect
    .poll(found)
    .toMatchObject({ traces: [{ traceId, startUs: Number(nanos.slice(0, -3) || '0') }] });
  expect(await app.getJson(`/api/histogram?${ALL_TIME}&q=${traceId}&buckets=3`)).toMatchObject({
    buckets: expect.arrayContaining([expect.objectContaining({ count: 1 })]),
  });
  expect((await app.get(`/api/traces/${traceId}`)).status).toBe(200);
  expect((await app.get(`/api/traces/${traceId}/columns`)).status).toBe(200);
});

test('all time has pages', async () => {
  const first = await app.getJson(`/api/search?${ALL_TIME}&limit=1&sort=start`);
  expect(first).toMatchObject({ nextCursor: expect.any(String) });
  const { nextCursor } = Object(first);
  const next = await app.get(`/api/search?${ALL_TIME}&limit=1&sort=start&cursor=${nextCursor}`);
  expect(next.status).toBe(200);
});
