import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLD_START_KEYS } from '../findings/coldStart.ts';
import { DEVICE_KEYS, FIRMWARE_SOURCE_KEYS } from '../pipeline/deviceIdentity.ts';
import {
  DB_SYSTEM_KEYS,
  FUNCTION_ARN_KEYS,
  FUNCTION_KEYS,
  RULE_KEYS,
} from '../pipeline/identity.ts';
import { TOPIC_KEYS } from '../pipeline/topicTemplate.ts';
import type { AttributeValue, Span } from '../span/span.ts';
import { summarizeTrace } from '../summary/summarizeTrace.ts';
import { defaultContext } from '../summary/summaryContext.ts';
import { TEXT_START_US, traceFromText } from '../testing/traceFromText.ts';
import type { TraceTerm } from './ast.ts';
import { matchSpan } from './matchSpan.ts';
import { traceMatcher } from './matchTrace.ts';
import { parseQuery } from './parser.ts';
import { spansBehind } from './spansBehind.ts';

const TELLING_KEYS = [
  ...DEVICE_KEYS,
  ...FIRMWARE_SOURCE_KEYS,
  ...TOPIC_KEYS,
  ...RULE_KEYS,
  ...FUNCTION_KEYS,
  ...FUNCTION_ARN_KEYS,
  ...DB_SYSTEM_KEYS,
  ...COLD_START_KEYS,
  'rule.matched',
  'error',
  'error.type',
  'db.status',
  'db.response.status_code',
  'otel.status_code',
];

const VALUES: readonly AttributeValue[] = [
  's-1',
  's-2',
  'devices/s-1/telemetry',
  '$share/g/devices/s-2/up',
  'arn:aws:lambda:eu:1:function:decode',
  'decode',
  'influxdb',
  'error',
  'Failed',
  'TRUE',
  'ERROR',
  '23505',
  true,
  false,
  404n,
  2.4,
];

const QUERIES = [
  'device=s-1',
  'device=s-*',
  'device=(s-1 OR s-2)',
  'device=~"^s-[12]$"',
  'firmware=2.4',
  'topic=devices/{device}/telemetry',
  'topic=devices/*',
  'topic=~up$',
  'rule=decode',
  'function=decode',
  'function=on_reading',
  'db.system=influxdb',
  'db.status=error',
  'db.status=success',
  'errors>0',
  'errors=1',
  'is:cold-start',
  'is:rule-miss',
];

function termOf(text: string): TraceTerm {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { value } = parsed;
  const isOfTrace = ['traceField', 'is', 'stage', 'gap'].includes(value.kind);
  if (!isOfTrace) throw new Error(`${text} says nothing of a trace`);
  return value as TraceTerm;
}

const traceTerms = QUERIES.map((text) => [text, termOf(text)] as const);

const PIPELINE = `
  device_publish @sensor       |--          | producer messaging.system=mqtt
    broker_forward @emqx       |  -         | mqtt.broker=eu-1
      rule_evaluate @rules     |   --       | consumer rule.name=store
        on_reading @functions  |     --     | server faas.trigger=pubsub
          db_write @writer     |        --- | client db.system=influxdb`;

/** Where the rule is in `PIPELINE`. */
const RULE = 2;

const attributes = fc
  .array(fc.tuple(fc.constantFrom(...TELLING_KEYS), fc.constantFrom(...VALUES)), { maxLength: 4 })
  .map((members) => new Map(members));

const change = fc.record({
  own: attributes,
  resource: attributes,
  isError: fc.boolean(),
  isKept: fc.boolean(),
});

/**
 * A reading's way with other attributes on its spans and resources, some spans failed, and as
 * often as not ending at a rule that did not match.
 */
const traces: fc.Arbitrary<readonly Span[]> = fc
  .tuple(fc.array(change, { minLength: 5, maxLength: 5 }), fc.boolean())
  .map(([changes, isMissed]) =>
    traceFromText(PIPELINE).flatMap((span, index) => {
      const { own, resource, isError = false, isKept = true } = changes[index] ?? {};
      if (isMissed ? index > RULE : !isKept && index > 0) return [];
      return [
        {
          ...span,
          attributes: new Map<string, AttributeValue>([
            ...span.attributes,
            ...(own ?? []),
            ...(isMissed && index === RULE ? [['rule.matched', false] as const] : []),
          ]),
          resource: { ...span.resource, attributes: new Map(resource) },
          ...(isError && { status: 'error' as const }),
        },
      ];
    }),
  );

test('a term that holds on a summary has its spans behind it', () => {
  const holding = new Set<string>();
  fc.assert(
    fc.property(traces, (spans) => {
      const summary = summarizeTrace(spans, defaultContext(TEXT_START_US + 1e9, true));
      for (const [text, term] of traceTerms) {
        if (!traceMatcher(term)([], summary)) continue;
        holding.add(text);
        const behind = spansBehind(term);
        const isBehind = behind === undefined || spans.some((span) => matchSpan(behind, span));
        expect(isBehind, text).toBe(true);
      }
    }),
    { numRuns: 3_000 },
  );
  expect([...holding].sort()).toEqual([...QUERIES].sort());
});

test.each([
  'last:broker',
  'spans>2',
  'trace.duration>1s',
  'is:orphan',
  'stage:function',
  'gap:rule',
])('%s needs no kind of span', (text) => {
  expect(spansBehind(termOf(text))).toBeUndefined();
});
