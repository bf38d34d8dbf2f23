import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../span/span.ts';
import { ARRIVING, DEVICE, SETTLED } from '../testing/findingsIn.ts';
import { printStages } from '../testing/printSummary.ts';
import { OTHER_TRACE_ID, TEXT_START_US, traceFromText } from '../testing/traceFromText.ts';
import { summarizeTrace } from './summarizeTrace.ts';
import type { TraceSummary } from './traceSummary.ts';
import { verdictOf } from './verdict.ts';

const summaryOf = (text: string, context = SETTLED) => summarizeTrace(traceFromText(text), context);

const WHOLE = `
  device_publish @sensor      |0ms +12ms   | producer device.id=sensor-0042 device.firmware=2.3.1 mqtt.topic=devices/sensor-0042/telemetry mqtt.qos=1
    broker_forward @emqx      |4ms +3ms    | mqtt.broker=emqx-cluster-01 mqtt.delivery_latency_ms=3
      rule_evaluate @rules    |3107ms +2ms | rule.name=store_telemetry rule.matched=true
        transform @ingest     |3110ms +30ms| server function.name=processor function.cold_start=false
          db_write @ingest    |3120ms +12ms| client db.system=influxdb db.status=success
`;

test('a whole pipeline is summarised stage by stage, with what waited and who is who', () => {
  const summary = summaryOf(WHOLE);
  expect(printStages(summary.stages)).toBe(
    'device 12.0 ms · broker 3 ms ··3.10 s·· rule 2 ms ··1 ms·· function 30.0 ms · db 12.0 ms',
  );
  expect(summary).toMatchObject({
    startUs: TEXT_START_US,
    durationUs: 3_140_000,
    spanCount: 5,
    errorCount: 0,
    services: ['sensor', 'emqx', 'rules', 'ingest'],
    rootService: 'sensor',
    rootOperation: 'device_publish',
    route: 'mqtt',
    deviceId: 'sensor-0042',
    firmware: '2.3.1',
    topicTemplate: 'devices/{device}/telemetry',
    broker: 'emqx-cluster-01',
    ruleName: 'store_telemetry',
    functionName: 'processor',
    dbSystem: 'influxdb',
    dbStatus: 'success',
    lastStage: 'db',
    isComplete: true,
    isSettled: true,
    missingStages: [],
    bottleneck: { kind: 'gap', fromStage: 'broker', stage: 'rule', durationUs: 3_100_000 },
    identityRules: {
      deviceId: 'span device.id',
      firmware: 'span device.firmware',
      topicTemplate: 'device span',
    },
  });
});

test('a summary is small, flat, and the same after JSON', () => {
  const summary = summaryOf(WHOLE.replace('db.status=success', `error:"${'x'.repeat(9_000)}"`));
  const text = JSON.stringify(summary);
  expect(text.length).toBeLessThan(2_000);
  expect(JSON.parse(text)).toEqual(summary);
});

test('the order of arrival does not show', () => {
  const spans = traceFromText(WHOLE);
  expect(summarizeTrace(spans.toReversed(), SETTLED)).toEqual(summarizeTrace(spans, SETTLED));
});

test('errors are counted however they are written, services in the order they began', () => {
  const summary = summaryOf(`
    GET / @late     |5ms +9ms| server error
    job @early      |1ms +9ms|
      a @third      |7ms +1ms| error=true
      b @third      |7ms +1ms| otel.status_code=ERROR
      c @third      |7ms +1ms| client db.system=x db.status=error
  `);
  expect(summary).toMatchObject({ errorCount: 4, services: ['early', 'late', 'third'] });
});

test('the root is the earliest span without a parent, if there is one', () => {
  expect(
    summaryOf(`
      lost @a |1ms +1ms| parent:dead
      root @b |2ms +1ms|
    `),
  ).toMatchObject({ rootOperation: 'root', rootService: 'b' });
  expect(summaryOf('lost @a |1ms +1ms| parent:dead')).toMatchObject({ rootOperation: 'lost' });
});

describe('what is missing', () => {
  const missing = (text: string, context = SETTLED) => {
    const { missingStages, isComplete } = summaryOf(text, context);
    return `${missingStages.join(' ') || 'nothing'}, ${isComplete ? 'complete' : 'incomplete'}`;
  };
  const rule = '  evaluate @rules |16ms +1ms| rule.name=r';

  test.each([
    ['after a rule', `${DEVICE}\n${rule}`, 'function db, incomplete'],
    ['after a device', DEVICE, 'rule function db, incomplete'],
    [
      'of a message that came directly',
      `${DEVICE}\n  process a/b @s |14ms +1ms| consumer messaging.system=mqtt`,
      'nothing, complete',
    ],
    ['of a request', 'GET / @api |-| server', 'nothing, complete'],
    ['when no rule matched', `${DEVICE}\n${rule} rule.matched=false`, 'function db, complete'],
    [
      'when the broker dropped it',
      `${DEVICE}\n  message.route @mq |4ms +1ms| route.dropped.reason=no_subscribers`,
      'rule function db, complete',
    ],
    ['when the last stage failed', `${DEVICE}\n${rule} error`, 'function db, complete'],
    [
      'before a rule of a device that exports nothing',
      'forward @mq |0 +1ms| mqtt.broker=b parent:dead\n  evaluate @rules |2ms +1ms| rule.name=r',
      'function db, incomplete',
    ],
    [
      'before an orphan',
      'evaluate @rules |2ms +1ms| rule.name=r',
      'device function db, incomplete',
    ],
    [
      'before a half that is linked',
      `evaluate @rules |2ms +1ms| rule.name=r link:${OTHER_TRACE_ID}/1`,
      'function db, incomplete',
    ],
  ])('%s', (_, text, expected) => {
    expect(missing(text)).toBe(expected);
  });

  test('after a half that another trace links to is in the other trace', () => {
    expect(missing(DEVICE, { ...SETTLED, linkedFrom: [OTHER_TRACE_ID] })).toBe('nothing, complete');
  });

  test('is told as it stands while spans still arrive', () => {
    expect(missing(`${rule} parent:dead`, ARRIVING)).toBe('device function db, incomplete');
    expect(summaryOf(rule, ARRIVING).findings).toEqual([]);
  });
});

describe('the bottleneck', () => {
  test('is own work: what a stage waits for its children is theirs', () => {
    const summary = summaryOf(`
      evaluate @rules    |0 +100ms  | rule.name=r parent:dead
        handle @fn       |5ms +90ms | function.name=f
          a @fn          |10ms +40ms| client db.system=x
          b @fn          |30ms +50ms| client db.system=x
    `);
    expect(summary.bottleneck).toEqual({ kind: 'stage', stage: 'db', durationUs: 70_000 });
  });

  test('is absent when nothing took a tenth', () => {
    const lines = Array.from({ length: 6 }, (_, i) => `job @s${i} |${i * 20}ms +1ms|`);
    expect(summaryOf(lines.join('\n'))).not.toHaveProperty('bottleneck');
  });
});

describe('hostile traces', () => {
  test('a trace has at least one span', () => {
    expect(() => summarizeTrace([], SETTLED)).toThrow(RangeError);
  });

  test('times in 1970 and 2200, negative durations and equal ids are summarised', () => {
    const text = `
      publish @dev   |0 +-5ms | producer mqtt.topic=a/b id:1
        process @sub |1ms +0ms| consumer id:1 parent:1
    `;
    for (const startUs of [0, Date.UTC(2200, 0) * 1_000]) {
      const summary = summarizeTrace(traceFromText(text, { startUs }), SETTLED);
      expect(summary).toMatchObject({ startUs, durationUs: 1_000, spanCount: 2 });
    }
  });

  test('names of megabytes are cut, names of the prototype are names', () => {
    const [span] = traceFromText('x @__proto__ |-|');
    if (span === undefined) throw new Error('no span');
    const long = { ...span, operation: 'o'.repeat(5_000_000) };
    const summary = summarizeTrace([long], SETTLED);
    expect(JSON.stringify(summary).length).toBeLessThan(1_500);
    expect(summary.services).toEqual(['__proto__']);
  });

  test('at most twenty services are named', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `job @s${i} |-|`);
    expect(summaryOf(lines.join('\n')).services).toHaveLength(20);
  });

  test.each([
    ['a chain of 72,000', (i: number) => i - 1],
    ['a chain of 72,000 from below', (i: number) => (i === 71_999 ? -1 : i + 1)],
    ['72,000 children of one span', (i: number) => (i === 0 ? -1 : 0)],
    ['72,000 roots', () => -1],
    ['a cycle of 72,000', (i: number) => (i + 1) % 72_000],
    ['72,000 missing parents', (i: number) => 100_000 + i],
  ])(
    '%s is summarised in linear time',
    (_, parentOf) => {
      const spans = manySpans(72_000, parentOf);
      const summary = summarizeTrace(spans, SETTLED);
      expect(summary.spanCount).toBe(72_000);
      expect(summary.stages.reduce((sum, { spanCount }) => sum + spanCount, 0)).toBe(72_000);
      expect(JSON.stringify(summary).length).toBeLessThan(6_000);
      expect(verdictOf(summary).text).not.toBe('');
    },
    20_000,
  );

  test('whatever the spans say, a summary keeps its promises', () => {
    fc.assert(
      fc.property(
        fc.array(hostileSpan(), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (spans, isSettled) => {
          keepsPromises(summarizeTrace(spans, { ...SETTLED, isSettled }), spans);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const KINDS_OF_SPAN = traceFromText(`
  publish @dev    |0 +1ms| producer messaging.system=mqtt mqtt.qos=0 device.id=d mqtt.topic=a/d
  forward @mq     |0 +1ms| mqtt.broker=b route.dropped.reason=no_subscribers
  process a @sub  |0 +1ms| consumer messaging.message.id=m mqtt.missing_context=true
  evaluate @re    |0 +1ms| rule.matched=false
  handle @fn      |0 +1ms| server faas.coldstart=true faas.invocation_id=i
  write @fn       |0 +1ms| client db.system=influxdb error:"field type conflict"
  other @x        |0 +1ms|
`);

function manySpans(count: number, parentOf: (index: number) => number): readonly Span[] {
  const idOf = (index: number) => (index + 1).toString(16).padStart(16, '0');
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS_OF_SPAN[index % KINDS_OF_SPAN.length];
    if (kind === undefined) throw new Error('no kinds');
    const parent = parentOf(index);
    const span = { ...kind, spanId: idOf(index), startUs: TEXT_START_US + index };
    return parent < 0 ? span : { ...span, parentSpanId: idOf(parent) };
  });
}

function hostileSpan(): fc.Arbitrary<Span> {
  const id = fc.integer({ min: 1, max: 9 }).map((digit) => `${digit}`.padStart(16, '0'));
  return fc
    .record({
      kind: fc.constantFrom(...KINDS_OF_SPAN),
      spanId: id,
      parentSpanId: fc.option(id, { nil: undefined }),
      startUs: fc.oneof(fc.integer({ min: 0, max: 9_000_000 }), fc.constant(Number.NaN)),
      durationUs: fc.oneof(fc.integer({ min: -5_000, max: 5_000_000 }), fc.constant(Infinity)),
      status: fc.constantFrom('unset' as const, 'ok' as const, 'error' as const),
    })
    .map(({ kind, parentSpanId, ...rest }) =>
      parentSpanId === undefined ? { ...kind, ...rest } : { ...kind, ...rest, parentSpanId },
    );
}

function keepsPromises(summary: TraceSummary, spans: readonly Span[]): void {
  expect(summary.spanCount).toBe(spans.length);
  expect(summary.durationUs).toBeGreaterThanOrEqual(0);
  expect(Number.isFinite(summary.startUs + summary.durationUs)).toBe(true);
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  let stageSpans = 0;
  for (const { startOffsetUs, durationUs, gapBeforeUs, spanCount } of summary.stages) {
    stageSpans += spanCount;
    expect(startOffsetUs).toBeGreaterThanOrEqual(0);
    expect(durationUs).toBeGreaterThanOrEqual(0);
    expect(gapBeforeUs).toBeGreaterThanOrEqual(0);
    expect(startOffsetUs + durationUs).toBeLessThanOrEqual(summary.durationUs);
  }
  expect(stageSpans).toBe(spans.length);
  expect(summary.bottleneck?.durationUs ?? 0).toBeLessThanOrEqual(summary.durationUs);
  for (const finding of summary.findings) {
    expect(finding.summary).not.toBe('');
    expect(finding.spanIds.length).toBeGreaterThan(0);
    for (const id of finding.spanIds) expect(spans.some(({ spanId }) => spanId === id)).toBe(true);
  }
  expect(
    verdictOf(summary)
      .parts.map(({ text }) => text)
      .join(''),
  ).toBe(verdictOf(summary).text);
}
