import { expect, test } from 'vitest';
import { spanIndices } from '../testing/askEngineOf.ts';
import { callOn, startScript } from '../testing/scriptedCalls.ts';
import { answering, oneAnswer } from '../testing/scriptedEngine.ts';
import { countTracesOf, estimateTraces } from './countMatches.ts';
import type { Driver } from './driver.ts';

const BROKER: Driver = {
  dsl: { term: { 'process.serviceName': 'mqtt-broker' } },
  implies: new Set(),
};
const RANGE = { fromUs: 1_000_000_000_000, toUs: 1_003_600_000_000 };

const estimating = (value: number, more: object = {}) =>
  answering(200, oneAnswer({ aggregations: { traces: { value } }, ...more }));

/** An engine that estimates, asked as often as a test likes. */
async function counting(script: ReturnType<typeof answering>) {
  const engine = await startScript(script);
  const known = spanIndices('jaeger-span-*');
  const count = (range = RANGE, indices = known) =>
    countTracesOf(BROKER, range, { indices, call: callOn([engine.url]) });
  const estimate = () =>
    estimateTraces(BROKER, RANGE, { indices: known, call: callOn([engine.url]) });
  return { engine, count, estimate };
}

test('an estimate is used again for a range that has moved on a little', async () => {
  const { engine, count } = await counting(estimating(70_000));
  expect(await count()).toEqual({ value: 70_000, relation: 'approx' });
  engine.play(estimating(90_000));
  const later = { fromUs: RANGE.fromUs + 5_000_000, toUs: RANGE.toUs + 5_000_000 };
  expect(await count(later)).toEqual({ value: 70_000, relation: 'approx' });
  expect(engine.requests).toHaveLength(1);
});

test('not for indices found out about anew, nor for another range', async () => {
  const { engine, count } = await counting(estimating(70_000));
  await count();
  engine.play(estimating(90_000));
  expect(await count(RANGE, spanIndices('jaeger-span-*'))).toMatchObject({ value: 90_000 });
  const half = { ...RANGE, fromUs: RANGE.fromUs + 1_800_000_000 };
  expect(await count(half)).toMatchObject({ value: 90_000 });
});

test('what a shard is missing from is estimated again', async () => {
  const shards = { total: 2, successful: 1, skipped: 0, failed: 1 };
  const { engine, count } = await counting(estimating(40_000, { _shards: shards }));
  expect(await count()).toMatchObject({ value: 40_000 });
  engine.play(estimating(80_000));
  expect(await count()).toMatchObject({ value: 80_000 });
});

test('few are counted each time', async () => {
  const { engine, count } = await counting(estimating(900));
  expect(await count()).toEqual({ value: 0, relation: 'eq' });
  const askedOnce = engine.requests.length;
  expect(await count()).toEqual({ value: 0, relation: 'eq' });
  expect(engine.requests).toHaveLength(2 * askedOnce);
});

test.each([
  [39_999, 2],
  [40_000, 1],
])(
  'what is sampled by it is estimated anew unless there are very many: %i',
  async (value, asked) => {
    const { engine, estimate } = await counting(estimating(value));
    expect(await estimate()).toEqual({ value, relation: 'approx' });
    expect(await estimate()).toEqual({ value, relation: 'approx' });
    expect(engine.requests).toHaveLength(asked);
  },
);
