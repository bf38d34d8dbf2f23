import { describe, expect, test } from 'vitest';
import type { Span } from '../../shared/span/span.ts';
import { endUs } from '../../shared/span/span.ts';
import { DEMO_VOCABULARY } from './demoVocabulary.ts';
import { buildFleet } from './fleet.ts';
import { evenMix } from './incidents/chooser.ts';
import { INCIDENT_KINDS } from './incidents/deviation.ts';
import { DEVIATIONS } from './incidents/deviations.ts';
import {
  DEMO_FLEET,
  type SimulatedBatch,
  type SimulatedClock,
  simulateHistory,
  simulateLive,
} from './simulate.ts';
import { Simulation } from './simulation.ts';

const HOUR_US = 3_600_000_000;
const NOW_US = Date.UTC(2026, 2, 3, 14) * 1000;

async function history(
  hours: number,
  options: Partial<Parameters<typeof simulateHistory>[0]> = {},
): Promise<SimulatedBatch[]> {
  const batches: SimulatedBatch[] = [];
  const range = { fromUs: NOW_US - hours * HOUR_US, toUs: NOW_US };
  for await (const batch of simulateHistory({ seed: 3, ...range, ...options })) batches.push(batch);
  return batches;
}

const spansOf = (batches: readonly SimulatedBatch[]) => batches.flatMap(({ spans }) => spans);
const labelsOf = (batches: readonly SimulatedBatch[]) => batches.flatMap(({ labels }) => labels);

describe('the history of a simulated fleet', () => {
  test('is the same for the same seed and another for another', async () => {
    const first = await history(1);
    expect(await history(1)).toEqual(first);
    const other = await history(1, { seed: 4 });
    expect(spansOf(other)[0]?.traceId).not.toBe(spansOf(first)[0]?.traceId);
  });

  test('ends now: nothing in it is from the future, and what came last is recent', async () => {
    const batches = await history(1);
    const latestUs = Math.max(...batches.map(({ arrivedUs }) => arrivedUs));
    expect(latestUs).toBeLessThanOrEqual(NOW_US);
    expect(latestUs).toBeGreaterThan(NOW_US - 20_000_000);
    let lastStartUs = 0;
    for (const span of spansOf(batches)) {
      if (!isSkewed(span)) expect(endUs(span)).toBeLessThanOrEqual(NOW_US);
      lastStartUs = Math.max(lastStartUs, span.startUs);
    }
    expect(lastStartUs).toBeGreaterThan(NOW_US - 60_000_000);
  });

  test('gives each batch with its time of arrival, in order', async () => {
    const batches = await history(1);
    const times = batches.map(({ arrivedUs }) => arrivedUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('labels every trace once', async () => {
    const batches = await history(1);
    const labelled = labelsOf(batches).map(({ traceId }) => traceId);
    expect(new Set(labelled).size).toBe(labelled.length);
    expect(new Set(labelled)).toEqual(new Set(spansOf(batches).map(({ traceId }) => traceId)));
  });

  test('has every incident in its last hour, and each can be switched off', async () => {
    const fleet = { ...DEMO_FLEET, messagesPerSecond: 1 };
    const kinds = new Set(
      labelsOf(await history(1, { fleet })).flatMap(({ findings }) => findings),
    );
    expect([...kinds].toSorted()).toEqual([...INCIDENT_KINDS].toSorted());

    const quiet = labelsOf(await history(1, { fleet, incidents: [] }));
    expect(quiet.filter(({ incident }) => incident !== undefined)).toEqual([]);
    const dropsOnly = labelsOf(await history(1, { fleet, incidents: ['broker-drop'] }));
    const found = new Set(
      dropsOnly
        .filter(({ incident }) => incident !== undefined)
        .flatMap(({ findings }) => findings),
    );
    expect([...found]).toEqual(['broker-drop']);
  });

  test('has traces of very different size, most of them small', async () => {
    const sizes = new Map<string, number>();
    for (const { traceId } of spansOf(await history(3))) {
      sizes.set(traceId, (sizes.get(traceId) ?? 0) + 1);
    }
    const sorted = [...sizes.values()].toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    expect(at(0.5)).toBeGreaterThanOrEqual(4);
    expect(at(0.95)).toBeLessThanOrEqual(45);
    expect(at(1)).toBeGreaterThan(150);
  });

  test('tells nothing in its spans: every word of a sick trace is found in healthy ones too', async () => {
    const { spans, labels } = evenlyMixed();
    const truths = new Map(labels.map((label) => [label.traceId, label]));
    const healthy = new Set<string>();
    const sick = new Set<string>();
    for (const span of spans) {
      const isSick = truths.get(span.traceId)?.incident !== undefined;
      for (const word of namesIn(span)) (isSick ? sick : healthy).add(word);
    }
    const expected = new Set(['mqtt.missing_context', ...ERROR_KEYS]);
    expect([...sick].filter((word) => !healthy.has(word) && !expected.has(word))).toEqual([]);
  });
});

/** A device whose clock runs ahead may well speak of the future. */
function isSkewed({ kind }: Span): boolean {
  return kind === 'producer';
}

/** Keys that say what failed are the evidence itself. */
const ERROR_KEYS = ['db.error', 'mqtt.puback.reason_code', 'event exception'];

function* namesIn(span: Span): Generator<string> {
  yield span.resource.service;
  yield `scope ${span.scope.name}`;
  for (const key of span.attributes.keys()) yield key;
  for (const key of span.resource.attributes.keys()) yield `resource ${key}`;
  for (const event of span.events) yield `event ${event.name}`;
}

describe('the live fleet', () => {
  test('goes on in step with the clock until it is stopped', async () => {
    const stop = new AbortController();
    let nowUs = NOW_US;
    const clock: SimulatedClock = {
      nowUs: () => nowUs,
      sleepUntil: (timeUs) => {
        nowUs = Math.max(nowUs, timeUs);
        if (nowUs > NOW_US + 120_000_000) stop.abort();
        return Promise.resolve();
      },
    };
    let spanCount = 0;
    for await (const batch of simulateLive({ seed: 5, clock, signal: stop.signal })) {
      expect(batch.arrivedUs).toBeLessThanOrEqual(nowUs);
      for (const span of batch.spans) expect(span.startUs).toBeGreaterThan(NOW_US - 1_000_000);
      spanCount += batch.spans.length;
    }
    expect(spanCount).toBeGreaterThan(200);
  });
});

/** A few minutes in which every second message is a sick one. */
function evenlyMixed() {
  const simulation = new Simulation({
    seed: 2,
    vocabulary: DEMO_VOCABULARY,
    devices: buildFleet({ seed: 2, deviceCount: 300, vocabulary: DEMO_VOCABULARY }),
    messagesPerSecond: 20,
    choose: evenMix({ kinds: INCIDENT_KINDS, faultShare: 0.4, nearMissShare: 0.3 }),
    fromUs: NOW_US,
    rolloutUs: 0,
  });
  const early = simulation.advanceTo(NOW_US + 120_000_000);
  const late = simulation.drain();
  return { spans: [...early.spans, ...late.spans], labels: [...early.labels, ...late.labels] };
}

test('every incident has at least three look-alikes that must stay silent, all possible in the demo', () => {
  for (const kind of INCIDENT_KINDS) {
    const names = DEVIATIONS.filter((one) => one.kind === kind && one.isHarmless);
    expect(names.length, kind).toBeGreaterThanOrEqual(3);
  }
  expect(new Set(DEVIATIONS.map(({ name }) => name)).size).toBe(DEVIATIONS.length);
  expect(DEMO_VOCABULARY.pipelines.length).toBeGreaterThan(4);
});
