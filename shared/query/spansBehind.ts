import { COLD_START_KEYS } from '../findings/coldStart.ts';
import { DEVICE_KEYS, FIRMWARE_SOURCE_KEYS } from '../pipeline/deviceIdentity.ts';
import {
  DB_SYSTEM_KEYS,
  FUNCTION_ARN_KEYS,
  FUNCTION_KEYS,
  RULE_KEYS,
} from '../pipeline/identity.ts';
import { TOPIC_KEYS } from '../pipeline/topicTemplate.ts';
import type { Pattern, SpanQuery, TraceTerm, ValueTest } from './ast.ts';
import { valueMatcher } from './matchValue.ts';

/**
 * Spans of which a trace must have at least one for the term to hold on its summary; `undefined`
 * where no kind of span is needed. An engine that knows spans only need not look at any other
 * trace. What a summary says comes from what spans say, so this follows the rules of
 * `pipeline/` and `findings/`, a little more generous than they are.
 */
export function spansBehind(term: TraceTerm): SpanQuery | undefined {
  if (term.kind === 'is') return spansBehindFinding(term.finding);
  if (term.kind !== 'traceField') return undefined;
  const { field, test } = term;
  switch (field) {
    case 'device':
      return anyOf([attributes(DEVICE_KEYS, test), attributes(TOPIC_KEYS, within(test))]);
    case 'firmware':
      return attributes(FIRMWARE_SOURCE_KEYS, test);
    case 'topic':
      return attributes(TOPIC_KEYS, within(untemplated(test)));
    case 'rule':
      return attributes(RULE_KEYS, test);
    case 'function':
      return anyOf([
        attributes(FUNCTION_KEYS, test),
        attributes(FUNCTION_ARN_KEYS, within(test)),
        { kind: 'spanField', field: 'operation', test },
      ]);
    case 'db.system':
      return attributes(DB_SYSTEM_KEYS, test);
    case 'db.status':
      return valueMatcher(test)('success') ? undefined : FAILED_SPAN;
    case 'errors':
      return valueMatcher(test)(0) ? undefined : FAILED_SPAN;
    default:
      return undefined;
  }
}

function spansBehindFinding(finding: string): SpanQuery | undefined {
  switch (finding) {
    case 'cold-start':
      return attributes(COLD_START_KEYS, matching('^[tT][rR][uU][eE]$'));
    case 'rule-miss':
      return attributes(['rule.matched'], ANYTHING);
    default:
      return undefined;
  }
}

const ANYTHING: ValueTest = { op: '=', value: { parts: ['', ''] } };

/** Every way a span has to say that it failed (`isFailed`). */
const FAILED_SPAN: SpanQuery = anyOf([
  { kind: 'spanField', field: 'status', test: { op: '=', value: { parts: ['error'] } } },
  attributes(['error'], matching('^[tT][rR][uU][eE]$')),
  attributes(['otel.status_code'], { op: '=', value: { parts: ['ERROR'] } }),
  attributes(['db.status'], matching('^([eE][rR][rR][oO][rR]|[fF][aA][iI][lL])')),
  attributes(['error.type', 'db.response.status_code'], ANYTHING),
]);

/** The test on any text the value may be a part of. */
function within(test: ValueTest): ValueTest {
  switch (test.op) {
    case '=':
      return { op: '=', value: around(test.value) };
    case 'in':
      return { op: 'in', values: test.values.map(around) };
    default:
      return ANYTHING;
  }
}

const around = ({ parts }: Pattern): Pattern => ({ parts: ['', ...parts, ''] });

/** What a template has in braces was anything in the topic: `devices/{device}/telemetry`. */
function untemplated(test: ValueTest): ValueTest {
  const open = ({ parts }: Pattern): Pattern => ({
    parts: parts.flatMap((part) => part.split(/\{[^{}]*\}/)),
  });
  switch (test.op) {
    case '=':
      return { op: '=', value: open(test.value) };
    case 'in':
      return { op: 'in', values: test.values.map(open) };
    default:
      return test;
  }
}

function matching(source: string): ValueTest {
  return { op: '=~', source };
}

function attributes(keys: readonly string[], test: ValueTest): SpanQuery {
  return anyOf(keys.map((key) => ({ kind: 'attribute', key, test })));
}

function anyOf(nodes: readonly SpanQuery[]): SpanQuery {
  return { kind: 'or', nodes };
}
