import { describe, expect, test } from 'vitest';
import { ARRIVING, DEVICE, findingsIn, printedFindings } from '../testing/findingsIn.ts';

const rule = (...tails: readonly string[]) =>
  [DEVICE, ...tails.map((tail) => `  rule_evaluate @rules |14ms +2ms| ${tail}`)].join('\n');

const misses = (text: string, context?: typeof ARRIVING) =>
  printedFindings('rule-miss', text, context);

test('a rule that did not match, with nothing after it, is a miss', () => {
  const [finding] = findingsIn(rule('rule.name=alerts rule.matched=false'));
  expect(finding).toEqual({
    kind: 'rule-miss',
    severity: 'warning',
    spanIds: ['0000000000000002'],
    stage: 'rule',
    evidence: { ruleNames: ['alerts'], missCount: 1 },
    thresholds: {},
    summary: 'rule miss alerts',
  });
});

test.each(['false', '"false"', '"False"', '""', '0', '0.0', '"0"', '"none"', '" false "'])(
  'rule.matched=%s is no match',
  (value) => {
    expect(misses(rule(`rule.matched=${value}`))).toEqual(['rule-miss warning rule: rule miss']);
  },
);

test('at most five of the rules are named', () => {
  const tails = Array.from({ length: 8 }, (_, i) => `rule.name=r${i} rule.matched=false`);
  expect(findingsIn(rule(...tails))[0]?.evidence).toEqual({
    ruleNames: ['r0', 'r1', 'r2', 'r3', 'r4'],
    missCount: 8,
  });
  expect(findingsIn(rule('rule.matched=false'))[0]?.evidence).toEqual({ missCount: 1 });
});

test.each(['true', '"true"', '1', 'devices/+/up', '#', '"$events/message"'])(
  'rule.matched=%s is a match',
  (value) => {
    expect(misses(rule(`rule.matched=${value}`))).toEqual([]);
  },
);

test('several rules that all missed are one finding', () => {
  expect(misses(rule('rule.name=a rule.matched=false', 'rule.name=b rule.matched=false'))).toEqual([
    'rule-miss warning rule: rule miss',
  ]);
});

describe('is no miss', () => {
  test('when another rule matched', () => {
    expect(misses(rule('rule.name=a rule.matched=false', 'rule.name=b rule.matched=true'))).toEqual(
      [],
    );
  });

  test('when an action ran', () => {
    const text = `${rule('rule.matched=false')}\n    broker.rule_engine.action @rules |15ms +1ms| action.type=http`;
    expect(misses(text)).toEqual([]);
  });

  test('when the rule does not say', () => {
    expect(misses(rule('rule.name=a'))).toEqual([]);
  });

  test.each([
    'transform @fn |20ms +2ms| function.name=f',
    'db_write @fn |20ms +2ms| client db.system=influxdb',
  ])('when something came after: %s', (line) => {
    expect(misses(`${rule('rule.matched=false')}\n  ${line}`)).toEqual([]);
  });

  test('while something may still come', () => {
    expect(misses(rule('rule.matched=false'), ARRIVING)).toEqual([]);
  });
});
