import fc from 'fast-check';
import { FINDING_KINDS } from '../findings/finding.ts';
import { STAGES } from '../pipeline/stages.ts';
import type { Comparison, Pattern, Query, SpanQuery, SpanTerm, ValueTest } from '../query/ast.ts';
import { FIELD_TYPES, type FieldType, PLACES } from '../query/fields.ts';

// Queries in the form the parser gives them: no AND inside an AND, lists of two and more, checked
// regular expressions, numbers as they are written.

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom(...'ab.-_*"\\(){}=<>!~:/@#+ \t\n\u00a0,;&|?^$[]µ\ud800'),
    maxLength: 8,
  }),
  fc.constantFrom(
    '',
    'OR',
    'AND',
    'NOT',
    'or',
    '-',
    '~x',
    '=x',
    'two words',
    'devices/{device}/telemetry',
    '{a}b}',
    'C:\\temp\\',
    '42',
    'field:value',
    'http://a/b?c=d&e=f@g',
    '__proto__',
    'is:orphan',
  ),
);

const filled = text.filter((it) => it !== '');

const key = fc.oneof(
  filled,
  fc.constantFrom(
    'device.id',
    'db.error',
    'service',
    'db.system',
    'device',
    'finding',
    'is',
    'gap',
    'error',
    'span.kind',
    'kind',
    'name',
    'event',
    'service.name',
    'event.outcome',
    'resource.service.name',
    'otel.scope.name',
    '__proto__',
    'constructor',
  ),
);

const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 3, arbitrary: text.map((part) => ({ parts: [part] })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(text, fc.array(filled, { maxLength: 2 }), text)
      .map(([first, inner, last]) => ({ parts: [first, ...inner, last] })),
  },
);

const regex: fc.Arbitrary<ValueTest> = fc
  .constantFrom(
    '^a|b$',
    'dev-(a|b)\\d{2,3}',
    'a b',
    '"quoted"',
    '\\{\\}\\(',
    '[^(\\]]+',
    '\\\\"',
    'x{2}',
    '.',
    '^$',
  )
  .map((source) => ({ op: '=~', source }));

const comparisonOf = (numbers: readonly (readonly [text: string, value: number])[]) =>
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.constantFrom(...numbers))
    .map(([op, [written, value]]): Comparison => ({ op, value, text: written }));

const durationComparison = comparisonOf([
  ['50ms', 50_000],
  ['1.5s', 1_500_000],
  ['1m30s', 90_000_000],
  ['2µs', 2],
  ['0', 0],
  ['500', 500],
  ['-1h', -3_600_000_000],
]);
const countComparison = comparisonOf([
  ['100', 100],
  ['-2.50', -2.5],
]);
const attributeComparison = comparisonOf([
  ['42', 42],
  ['-0.5', -0.5],
  ['64KB', 64_000],
  ['1.5MiB', 1_572_864],
]);

function equalityOf(values: fc.Arbitrary<Pattern>): fc.Arbitrary<ValueTest> {
  return fc.oneof(
    values.map((value): ValueTest => ({ op: '=', value })),
    fc
      .array(values, { minLength: 2, maxLength: 3 })
      .map((list): ValueTest => ({ op: 'in', values: list })),
  );
}

const wholeNumber = fc
  .oneof(fc.integer(), fc.constantFrom(0, 1_000, 2_000_000, 2 ** 53 - 1))
  .map((number): Pattern => ({ parts: [String(number)] }));

function testOf(type: FieldType): fc.Arbitrary<ValueTest> {
  switch (type.holds) {
    case 'text':
      return fc.oneof(equalityOf(pattern), regex);
    case 'anything':
      return fc.oneof(equalityOf(pattern), regex, attributeComparison);
    case 'choice': {
      const choice = fc.constantFrom(...type.choices, 'e*').map((it) => ({ parts: it.split('*') }));
      return fc.oneof(equalityOf(choice), regex);
    }
    case 'count':
      return fc.oneof(equalityOf(wholeNumber), countComparison);
    case 'duration':
      return fc.oneof(equalityOf(wholeNumber), durationComparison);
  }
}

const spanField = (
  field: keyof typeof FIELD_TYPES & ('service' | 'kind' | 'status' | 'duration'),
) => testOf(FIELD_TYPES[field]).map((test): SpanTerm => ({ kind: 'spanField', field, test }));

/** `error=true` is the status, whatever its key is quoted in. */
const isErrorFlag = (attribute: string, test: ValueTest) =>
  attribute === 'error' && test.op === '=' && /^(true|false)$/i.test(test.value.parts.join('*'));

const spanTerm: fc.Arbitrary<SpanTerm> = fc.oneof(
  fc
    .tuple(
      key,
      fc.option(fc.constantFrom(...PLACES), { nil: undefined }),
      testOf({ holds: 'anything' }),
    )
    .filter(([attribute, , test]) => !isErrorFlag(attribute, test))
    .map(
      ([attribute, place, test]): SpanTerm =>
        place === undefined
          ? { kind: 'attribute', key: attribute, test }
          : { kind: 'attribute', place, key: attribute, test },
    ),
  spanField('service'),
  spanField('kind'),
  spanField('status'),
  spanField('duration'),
  filled.map((it): SpanTerm => ({ kind: 'text', text: it })),
);

const traceField = (
  field: 'device' | 'topic' | 'db.status' | 'last' | 'spans' | 'trace.duration',
) => testOf(FIELD_TYPES[field]).map((test): Query => ({ kind: 'traceField', field, test }));

const gap = fc
  .tuple(
    fc.subarray([...STAGES], { minLength: 1, maxLength: 2 }),
    fc.option(durationComparison, { nil: undefined }),
  )
  .map(([[first = 'rule', second], compare]): Query => {
    const stages = second === undefined ? { to: first } : { from: first, to: second };
    return { kind: 'gap', ...stages, ...(compare === undefined ? {} : { compare }) };
  });

const stage = fc
  .tuple(fc.constantFrom(...STAGES), fc.option(durationComparison, { nil: undefined }))
  .map(
    ([name, compare]): Query =>
      compare === undefined
        ? { kind: 'stage', stage: name }
        : { kind: 'stage', stage: name, compare },
  );

/** What may stand inside braces. */
export const arbitrarySpanQuery: fc.Arbitrary<SpanQuery> = fc.letrec<{ node: SpanQuery }>(
  (tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      spanTerm,
      fc.constant<SpanQuery>({ kind: 'all' }),
      tie('node').map((node): SpanQuery => ({ kind: 'not', node })),
      fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(
        (nodes): SpanQuery => ({
          kind: 'and',
          nodes: nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node])),
        }),
      ),
      fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(
        (nodes): SpanQuery => ({
          kind: 'or',
          nodes: nodes.flatMap((node) => (node.kind === 'or' ? node.nodes : [node])),
        }),
      ),
    ),
  }),
).node;

/** A query over traces, with every kind of term in it. */
export const arbitraryQuery: fc.Arbitrary<Query> = fc.letrec<{ node: Query }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    spanTerm,
    traceField('device'),
    traceField('topic'),
    traceField('db.status'),
    traceField('last'),
    traceField('spans'),
    traceField('trace.duration'),
    fc.constantFrom(...FINDING_KINDS).map((finding): Query => ({ kind: 'is', finding })),
    gap,
    stage,
    fc.constant<Query>({ kind: 'all' }),
    arbitrarySpanQuery.map((node): Query => ({ kind: 'sameSpan', node })),
    tie('node').map((node): Query => ({ kind: 'not', node })),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(
      (nodes): Query => ({
        kind: 'and',
        nodes: nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node])),
      }),
    ),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(
      (nodes): Query => ({
        kind: 'or',
        nodes: nodes.flatMap((node) => (node.kind === 'or' ? node.nodes : [node])),
      }),
    ),
  ),
})).node;
