import { expect, test } from 'vitest';
import { query } from '../../contract/contractFleet.ts';
import { spanIndices } from '../testing/askEngineOf.ts';
import { callOn, startScript } from '../testing/scriptedCalls.ts';
import { answering, oneAnswer, type Script } from '../testing/scriptedEngine.ts';
import { askedFormula } from './askedFormula.ts';
import { SPANS_AT_ONCE } from './firstSpans.ts';
import { rareDriver } from './rareDriver.ts';

const RANGE = { fromUs: 1_000_000_000_000, toUs: 1_003_600_000_000 };

const spans = (count: number) =>
  Array.from({ length: Math.min(count, SPANS_AT_ONCE) }, (_, n) => ({
    fields: { traceID: [(n >> 1).toString(16).padStart(32, 'a')] },
    sort: [RANGE.toUs - 1 - n],
  }));

/** An engine on which each of the services has so many spans, and cannot sort very many. */
const having =
  (counts: Readonly<Record<string, number>>): Script =>
  (request, response, body) => {
    const count = Object.entries(counts).find(([service]) => body.includes(`"${service}"`))?.[1];
    const found = oneAnswer({
      hits: { hits: spans(count ?? 0) },
      terminated_early: count === Infinity,
    });
    answering(200, found)(request, response, body);
  };

async function serving(counts: Readonly<Record<string, number>>) {
  const engine = await startScript(having(counts));
  const indices = spanIndices('jaeger-span-*');
  const rarest = (text: string) => {
    const ask = { indices, call: callOn([engine.url]) };
    return rareDriver(askedFormula(query(text), ask), RANGE, ask);
  };
  return { engine, rarest };
}

test('one alone where it has few', async () => {
  const { rarest } = await serving({ gateway: 6, broker: SPANS_AT_ONCE });
  expect(await rarest('service=gateway')).toMatchObject({ place: 0, spanCount: 6 });
  expect(await rarest('service=broker')).toBeUndefined();
});

test('of two conditions the one with fewer spans, and what was met of them', async () => {
  const { rarest } = await serving({ gateway: 90, broker: 20 });
  const found = await rarest('service=gateway service=broker');
  expect(found).toMatchObject({ place: 1, spanCount: 20 });
  expect(found?.first?.traces).toHaveLength(10);
  expect(found?.first?.traces[1]).toMatchObject({ seenUs: RANGE.toUs - 3 });
});

test('one that has none, for nothing matches then', async () => {
  const { rarest } = await serving({ gateway: 90 });
  expect(await rarest('service=gateway service=broker')).toMatchObject({ place: 1, spanCount: 0 });
});

test('what a search found until its time was up tells nothing of how many there are', async () => {
  const { engine, rarest } = await serving({ gateway: 90 });
  engine.play((request, response, body) => {
    const isSlow = body.includes('"broker"');
    const found = oneAnswer({ hits: { hits: isSlow ? [] : spans(90) }, timed_out: isSlow });
    answering(200, found)(request, response, body);
  });
  expect(await rarest('service=gateway service=broker')).toMatchObject({ place: 0, spanCount: 90 });
});

test.each([SPANS_AT_ONCE, Number.POSITIVE_INFINITY])(
  'none where all have many (%d), and one that had many is asked for once',
  async (many) => {
    const { engine, rarest } = await serving({ gateway: many, broker: many, rules: 3 });
    expect(await rarest('service=gateway service=broker')).toBeUndefined();
    expect(engine.requests).toHaveLength(2);
    expect(await rarest('service=gateway service=broker')).toBeUndefined();
    expect(engine.requests).toHaveLength(2);
    expect(await rarest('service=gateway service=rules')).toMatchObject({ place: 1, spanCount: 3 });
    expect(engine.requests).toHaveLength(3);
  },
);

test.each([
  '',
  'NOT service=gateway',
  'service=gateway service=broker service=rules service=a service=b',
])('nothing is asked for %s', async (text) => {
  const { engine, rarest } = await serving({});
  expect(await rarest(text)).toBeUndefined();
  expect(engine.requests).toEqual([]);
});
