import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../shared/pipeline/routes.ts';
import { summarizeTrace } from '../../shared/summary/summarizeTrace.ts';
import { DEMO_VOCABULARY } from './demoVocabulary.ts';
import { buildFleet, type Device } from './fleet.ts';
import { type Journey, planJourney } from './journey.ts';
import { Random } from './random.ts';
import { renderJourney } from './renderJourney.ts';
import { ResourceCatalog } from './resourceCatalog.ts';
import { PERFECT_CLOCKS, ServiceClocks } from './serviceClocks.ts';

const AT_US = Date.UTC(2026, 0, 5) * 1000;
const DEVICES = buildFleet({ seed: 1, deviceCount: 200, vocabulary: DEMO_VOCABULARY });

function deviceOn(pipelineName: string): Device {
  const device = DEVICES.find(({ pipeline }) => pipeline.name === pipelineName);
  if (device === undefined) throw new Error(`no device on ${pipelineName}`);
  return device;
}

function render(pipelineName: string, change: Partial<Journey> = {}) {
  const device = deviceOn(pipelineName);
  const random = new Random('render');
  const journey = { ...planJourney(device, device.firmware, AT_US, 1, random), ...change };
  const scene = {
    journey,
    random,
    vocabulary: DEMO_VOCABULARY,
    resources: new ResourceCatalog(),
    clocks: new ServiceClocks(1, PERFECT_CLOCKS, []),
  };
  return renderJourney(scene, {});
}

const summarize = (traces: ReturnType<typeof render>) =>
  traces.map(({ spans }) =>
    summarizeTrace(spans, {
      nowUs: AT_US + 600_000_000,
      isSettled: true,
      thresholds: DEFAULT_THRESHOLDS,
      routes: DEFAULT_ROUTES,
    }),
  );

test.each([
  ['telemetry', 'device broker rule function db'],
  ['emqx-lambda', 'device broker rule function db'],
  ['mosquitto-readings', 'device subscriber rule function db'],
  ['nats-metrics', 'device subscriber db'],
  ['trackers', 'broker subscriber rule function db'],
  ['presses', 'device broker subscriber rule function db'],
])('a healthy message of %s shows the stages %s', (pipelineName, stages) => {
  const traces = render(pipelineName);
  expect(traces.map(({ truth }) => truth.findings)).toEqual([[]]);
  const [summary] = summarize(traces);
  const seen = summary?.stages.map(({ stage }) => stage).filter((stage) => stage !== 'other');
  expect(seen?.join(' ')).toBe(stages);
});

test.each(['telemetry', 'mosquitto-readings', 'trackers'])(
  'a lost context cuts a message of %s into a head and a tail',
  (pipelineName) => {
    const [head, tail] = render(pipelineName, { context: 'lost' });
    expect(head?.truth.orphanWay).toBe('O5');
    expect(tail?.truth.orphanWay).toBe('O4');
    expect(tail?.truth.traceId).not.toBe(head?.truth.traceId);
    expect(tail?.spans.at(0)?.parentSpanId).toBeUndefined();
  },
);

test('a linked tail points at the span whose context it was given', () => {
  const [head, tail] = render('mosquitto-readings', { context: 'linked' });
  const published = head?.spans.at(0);
  expect(tail?.spans.at(0)?.links.at(0)).toMatchObject({
    traceId: head?.truth.traceId,
    spanId: published?.spanId,
  });
  expect([head?.truth.findings, tail?.truth.findings]).toEqual([[], []]);
});
