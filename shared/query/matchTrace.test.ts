import { describe, expect, test } from 'vitest';
import type { FindingKind } from '../findings/finding.ts';
import type { Stage } from '../pipeline/stages.ts';
import { NO_ATTRIBUTES, NO_SCOPE, type Span } from '../span/span.ts';
import type { StageSummary, TraceSummary } from '../summary/traceSummary.ts';
import { matchTrace, waitedUs } from './matchTrace.ts';
import { parseQuery } from './parser.ts';

/** `gateway/publish device.id=7 mqtt.qos=1`: service, operation and attributes; `!` first for an error. */
function spanFromText(line: string, index: number): Span {
  const [name = '', ...pairs] = line.split(' ');
  const [service = '', operation = ''] = name.replace('!', '').split('/');
  const attributes = new Map(
    pairs.map((pair): [string, string] => {
      const [key = '', value = ''] = pair.split('=');
      return [key, value];
    }),
  );
  return {
    traceId: 'a'.repeat(32),
    spanId: String(index).padStart(16, '0'),
    operation,
    kind: 'internal',
    startUs: index * 1_000,
    durationUs: (index + 1) * 10_000,
    status: name.startsWith('!') ? 'error' : 'unset',
    attributes,
    resource: { service, attributes: NO_ATTRIBUTES },
    scope: NO_SCOPE,
    events: [],
    links: [],
  };
}

const SPANS = [
  'sensor/publish device.id=sensor-7 firmware=2.4.0',
  'gateway/rule_eval rule.name=fan-out',
  '!writer/tsdb_write db.system=timescale db.status=error latency_ms=70',
  'writer/tsdb_write db.system=influxdb db.status=success latency_ms=5',
].map(spanFromText);

const stage = (name: Stage, durationUs: number, gapBeforeUs: number): StageSummary => ({
  stage: name,
  service: 's',
  startOffsetUs: 0,
  durationUs,
  gapBeforeUs,
  hasError: false,
  spanCount: 1,
});

const finding = (kind: FindingKind) => ({
  kind,
  severity: 'warning' as const,
  spanIds: [],
  evidence: {},
  thresholds: {},
  summary: kind,
});

const SUMMARY: TraceSummary = {
  traceId: 'a'.repeat(32),
  startUs: 0,
  durationUs: 4_000_000,
  spanCount: 4,
  errorCount: 1,
  services: ['sensor', 'gateway', 'writer'],
  rootService: 'sensor',
  rootOperation: 'publish',
  route: 'mqtt',
  deviceId: 'sensor-7',
  firmware: '2.4.0',
  topicTemplate: 'devices/{device}/telemetry',
  ruleName: 'fan-out',
  dbSystem: 'timescale',
  dbStatus: 'error',
  lastStage: 'db',
  isComplete: false,
  isSettled: true,
  stages: [
    stage('device', 10_000, 0),
    stage('broker', 20_000, 200_000),
    stage('rule', 30_000, 3_000_000),
    stage('db', 700_000, 0),
  ],
  missingStages: ['function'],
  findings: [finding('queue-gap'), finding('type-conflict')],
  identityRules: {},
  rulesVersion: 1,
};

function holds(text: string, spans: readonly Span[] = SPANS): boolean {
  const query = parseQuery(text);
  if (!query.ok) throw new Error(query.error.message);
  return matchTrace(query.value, spans, SUMMARY);
}

describe('on a trace', () => {
  test.each([
    '',
    'device.id=sensor-7 rule.name=fan-out',
    '{ db.system=timescale db.status=error }',
    '{ -db.system=timescale db.system=* }',
    'db.system=influxdb db.status=error',
    'db.system=timescale',
    'db.system.name=influxdb',
    '-service=ota',
    '-{ db.system=influxdb db.status=error }',
    'service=sensor service=writer',
    '{ service=writer } OR device=other',
    '"db.status"=success',
    'status=error duration>35ms',
    '{ status=error duration<35ms latency_ms>60ms }',
    'device=sensor-7',
    'device=sensor-*',
    'firmware=(2.4.0 OR 2.4.1)',
    'topic=devices/{device}/telemetry',
    'topic=devices/*/telemetry',
    'route=mqtt',
    'rule=fan-out',
    'last=db',
    'last:(db OR rule)',
    'errors=1 errors>0',
    'spans=4 spans<=4',
    'trace.duration=4s trace.duration>3.9s',
    '-function=*',
    'is:queue-gap',
    'is:(orphan OR queue-gap)',
    '-is:orphan',
    'gap:rule>1s',
    'gap:broker..rule>=3s',
    'gap:device..rule>3.1s',
    'gap:broker',
    'gap:rule..db<1us',
    'stage:db',
    'stage:db>500ms',
    '-stage:function',
    'fan-out OR timescale OR gateway',
  ])('%s holds', (text) => {
    expect(holds(text)).toBe(true);
  });

  test.each([
    '{ db.system=influxdb db.status=error }',
    '-service=writer',
    '-device.id=*',
    '{ status=error duration>35ms }',
    'device=sensor-8',
    'function=*',
    'function=""',
    'topic=devices/7/telemetry',
    'last=rule',
    'errors>1',
    'spans<4',
    'is:orphan',
    '-is:queue-gap',
    'gap:rule>4s',
    'gap:device',
    'gap:db',
    'gap:rule..db',
    'gap:function..db>=0',
    'gap:rule..function>=0',
    'stage:function',
    'stage:function>=0',
    'stage:db>700ms',
    'timescale',
  ])('%s does not hold', (text) => {
    expect(holds(text)).toBe(false);
  });

  test('db.system and db.status are asked of the summary and of every span', () => {
    expect(holds('db.status=error', [])).toBe(true);
    expect(holds('db.status=success', [])).toBe(false);
    expect(holds('db.status=success')).toBe(true);
    expect(holds('db.system=influxdb', [])).toBe(false);
  });
});

test('waiting adds up over the stages in between, and no stage waits before the first', () => {
  const waited = (from: Stage | undefined, to: Stage) => waitedUs(SUMMARY.stages, from, to);
  expect(waited(undefined, 'rule')).toBe(3_000_000);
  expect(waited('broker', 'rule')).toBe(3_000_000);
  expect(waited('device', 'rule')).toBe(3_200_000);
  expect(waited('device', 'db')).toBe(3_200_000);
  expect(waited(undefined, 'device')).toBeUndefined();
  expect(waited('function', 'db')).toBeUndefined();
  expect(waited('rule', 'function')).toBeUndefined();
  expect(waitedUs([], undefined, 'rule')).toBeUndefined();
});
