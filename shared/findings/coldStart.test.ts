import { describe, expect, test } from 'vitest';
import { DEVICE, findingsIn, printedFindings } from '../testing/findingsIn.ts';

const withFunction = (times: string, attributes: string) => `
  ${DEVICE}
    rule_evaluate @rules   |14ms +2ms | rule.name=store
      transform @fn        |${times}| server function.name=ingest ${attributes}
        db_write @fn       |${times}| client db.system=influxdb
`;

const coldStarts = (text: string) => printedFindings('cold-start', text);

test('a function that says it started cold is one, with the gap before it as its init', () => {
  const [finding] = findingsIn(
    withFunction('816ms +100ms', 'function.cold_start=true faas.instance=i-7'),
  ).filter(({ kind }) => kind === 'cold-start');
  expect(finding).toEqual({
    kind: 'cold-start',
    severity: 'warning',
    spanIds: ['0000000000000003'],
    stage: 'function',
    evidence: {
      functionName: 'ingest',
      durationUs: 100_000,
      initGapUs: 800_000,
      traceShareRatio: 900 / 916,
      instance: 'i-7',
    },
    thresholds: { coldStartWarnUs: 500_000 },
    summary: 'cold start 900 ms',
  });
});

test.each([
  'function.cold_start=true',
  'faas.coldstart=true',
  'faas.coldstart="true"',
  'faas.coldstart="True"',
  'cold_start=true',
  'aws.lambda.cold_start=true',
  'functions.cold_start=true',
])('%s says so', (attribute) => {
  expect(coldStarts(withFunction('17ms +800ms', attribute))).toEqual([
    'cold-start warning function: cold start 801 ms',
  ]);
});

test('a short cold start is worth knowing only, up to the threshold', () => {
  expect(coldStarts(withFunction('16ms +500ms', 'faas.coldstart=true'))).toEqual([
    'cold-start info function: cold start 500 ms',
  ]);
  expect(coldStarts(withFunction('16ms +501ms', 'faas.coldstart=true'))).toEqual([
    'cold-start warning function: cold start 501 ms',
  ]);
});

test('several cold functions are one finding with the numbers of the costliest', () => {
  const text = `
    rule_evaluate @rules |0 +2ms    | rule.name=store mqtt.topic=a/b parent:dead
      first @fn-1        |3ms +600ms| server faas.coldstart=true function.name=first
      second @fn-2       |4ms +900ms| server faas.coldstart=true function.name=second
  `;
  const [finding, ...more] = findingsIn(text).filter(({ kind }) => kind === 'cold-start');
  expect(more).toEqual([]);
  expect(finding?.spanIds).toHaveLength(2);
  expect(finding?.evidence).toMatchObject({ functionName: 'second', coldSpanCount: 2 });
});

describe('stays silent', () => {
  test.each([
    ['a slow function that says it was warm', 'faas.coldstart=false'],
    ['a slow function that says so in text', 'function.cold_start="false"'],
    ['a slow function that says nothing', ''],
    ['an empty flag', 'faas.coldstart=""'],
  ])('%s', (_, attribute) => {
    expect(coldStarts(withFunction('17ms +2500ms', attribute))).toEqual([]);
  });

  test('a flag on the database span of a cold function', () => {
    const text = `
      transform @fn  |0 +100ms| server function.name=f faas.coldstart=false
        INSERT @fn   |1 +9ms  | client db.system=postgresql faas.coldstart=true
    `;
    expect(coldStarts(text)).toEqual([]);
  });
});

test('the instance may stand on the resource', () => {
  const [finding] = findingsIn(
    withFunction('17ms +800ms', 'faas.coldstart=true resource:faas.instance=i-9'),
  );
  expect(finding?.evidence).toMatchObject({ instance: 'i-9' });
  const [nameless] = findingsIn(withFunction('17ms +800ms', 'faas.coldstart=true'));
  expect(nameless?.evidence).not.toHaveProperty('instance');
  expect(nameless?.evidence).not.toHaveProperty('coldSpanCount');
});

test('the gap before another function is not its init', () => {
  const text = `
    rule_evaluate @rules |0 +2ms     | rule.name=store parent:dead
      first @fn-1        |800ms +10ms| server faas.coldstart=false
      second @fn-2       |900ms +50ms| server faas.coldstart=true
  `;
  expect(coldStarts(text)).toEqual(['cold-start info function: cold start 50 ms']);
});

test('its number is its own: a cold start in a plain backend is one, too', () => {
  expect(
    coldStarts('GET /x @api |0 +900ms| server http.request.method=GET faas.coldstart=true'),
  ).toEqual(['cold-start warning function: cold start 900 ms']);
});
