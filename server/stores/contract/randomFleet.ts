import fc from 'fast-check';
import { FINDING_KINDS } from '../../../shared/findings/finding.ts';
import { STAGES } from '../../../shared/pipeline/stages.ts';
import type {
  Comparison,
  Pattern,
  Query,
  SpanQuery,
  SpanTerm,
  TraceField,
  ValueTest,
} from '../../../shared/query/ast.ts';
import { PLACES } from '../../../shared/query/fields.ts';
import type { Attributes, AttributeValue, Span } from '../../../shared/span/span.ts';
import { TEXT_START_US } from '../../../shared/testing/traceFromText.ts';

// One small vocabulary for data and queries, so that most queries find something and few find all.
const KEYS = [
  'device.id',
  'mqtt.topic',
  'messaging.destination.name',
  'db.status',
  'db.system',
  'db.system.name',
  'function.cold_start',
  'faas.coldstart',
  'rule.name',
  'exception.message',
  'error.message',
  'event',
  'otel.scope.name',
  'otel.status_description',
  'n',
  '__proto__',
] as const;

const TEXTS = [
  's-1',
  's-2',
  'error',
  'success',
  'a/b/c',
  'a/x/c',
  'Field Conflict',
  '42',
  '4.5',
  '12e5',
  '',
  'true',
];

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  fc.constantFrom<AttributeValue>(42n, 4.5, -1n, 7n, true, false, undefined, Number.NaN, -0),
  fc.constantFrom<AttributeValue>(['s-1', 42n], new Uint8Array([66])),
);

const attributes: fc.Arbitrary<Attributes> = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 4 })
  .map((members) => new Map(members));

const SERVICES = ['device', 'broker', 'rules', 'writer', 'Error Desk'] as const;
const OPERATIONS = ['device_publish', 'rule_evaluate', 'db_write', 'a/b/c', 'errors'] as const;

const resource = fc.tuple(fc.constantFrom(...SERVICES), attributes).map(([service, rest]) => ({
  service,
  attributes: new Map([['service.name', service], ...rest]),
}));

const scope = fc
  .tuple(fc.constantFrom('', '', 's-1', 'lib'), fc.constantFrom('', '4.5'), attributes)
  .map(([name, version, members]) => ({ name, version, attributes: members }));

const event = fc
  .tuple(fc.constantFrom('exception', 'error', ''), attributes)
  .map(([name, members]) => ({ name, timeUs: TEXT_START_US, attributes: members }));

const hexId = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(''));

const link = fc
  .tuple(hexId(32), hexId(16), attributes)
  .map(([traceId, spanId, members]) => ({ traceId, spanId, attributes: members }));

const span: fc.Arbitrary<Omit<Span, 'traceId'>> = fc.record(
  {
    spanId: hexId(16),
    parentSpanId: hexId(16),
    operation: fc.constantFrom(...OPERATIONS),
    kind: fc.constantFrom('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
    startUs: fc.integer({ min: 0, max: 5_000_000 }).map((offsetUs) => TEXT_START_US + offsetUs),
    durationUs: fc.constantFrom(0, 42, 1_000, 50_000, 2_000_000, -7),
    status: fc.constantFrom('unset', 'unset', 'ok', 'error'),
    statusMessage: fc.constantFrom('Field Conflict', 's-1', ''),
    attributes,
    resource,
    scope,
    events: fc.array(event, { maxLength: 2 }),
    links: fc.array(link, { maxLength: 1 }),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'spanId',
      'operation',
      'kind',
      'startUs',
      'durationUs',
      'status',
      'attributes',
      'resource',
      'scope',
      'events',
      'links',
    ],
  },
);

export function randomFleet(traceCount: number): fc.Arbitrary<readonly (readonly Span[])[]> {
  const trace = fc
    .tuple(hexId(32), fc.array(span, { minLength: 1, maxLength: 5 }))
    .map(([traceId, spans]) => spans.map((each) => ({ ...each, traceId })));
  return fc.array(trace, { minLength: traceCount, maxLength: traceCount });
}

const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS).map((text) => ({ parts: [text] })) },
  fc.constantFrom<Pattern>(
    { parts: ['', ''] },
    { parts: ['s-', ''] },
    { parts: ['', '/c'] },
    { parts: ['a/', '/c'] },
    { parts: ['', 'e', 'd', ''] },
    { parts: ['%', ''] },
    { parts: ['_', ''] },
    { parts: ['a', 'x', 'x', ''] },
  ),
);

const comparison: fc.Arbitrary<Comparison> = fc
  .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.constantFrom(-1, 0, 4.5, 42, 1_000, 50_000))
  .map(([op, number]): Comparison => ({ op, value: number, text: String(number) }));

const test: fc.Arbitrary<ValueTest> = fc.oneof(
  { weight: 3, arbitrary: pattern.map((each): ValueTest => ({ op: '=', value: each })) },
  fc
    .array(pattern, { minLength: 2, maxLength: 3 })
    .map((values): ValueTest => ({ op: 'in', values })),
  fc
    .constantFrom('^s-[12]$', 'o', '^$', 'a/./c', '\\d', '[^a-z]', 'r|7')
    .map((source): ValueTest => ({ op: '=~', source })),
  comparison,
);

const named = (names: readonly string[]): fc.Arbitrary<ValueTest> =>
  fc.oneof(
    fc.constantFrom(...names).map((name): ValueTest => ({ op: '=', value: { parts: [name] } })),
    fc
      .constantFrom(...names)
      .map((name): ValueTest => ({ op: '=', value: { parts: ['', name.slice(2)] } })),
    fc.constantFrom('^e', 'r$').map((source): ValueTest => ({ op: '=~', source })),
  );

const spanTerm: fc.Arbitrary<SpanTerm> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...KEYS),
        fc.option(fc.constantFrom(...PLACES), { nil: undefined }),
        test,
      )
      .map(
        ([key, place, its]): SpanTerm => ({
          kind: 'attribute',
          key,
          ...(place && { place }),
          test: its,
        }),
      ),
  },
  named(SERVICES).map((its): SpanTerm => ({ kind: 'spanField', field: 'service', test: its })),
  named(OPERATIONS).map((its): SpanTerm => ({ kind: 'spanField', field: 'operation', test: its })),
  named(['server', 'client', 'producer']).map(
    (its): SpanTerm => ({ kind: 'spanField', field: 'kind', test: its }),
  ),
  named(['error', 'ok', 'unset']).map(
    (its): SpanTerm => ({ kind: 'spanField', field: 'status', test: its }),
  ),
  fc
    .oneof(comparison, test)
    .map((its): SpanTerm => ({ kind: 'spanField', field: 'duration', test: its })),
  fc
    .constantFrom('conflict', 'ERR', 'or', 's-1', 'a/b', '7', 'e4', 'dec', 'abc', '42')
    .map((text): SpanTerm => ({ kind: 'text', text })),
);

const FIELDS: readonly TraceField[] = [
  'device',
  'firmware',
  'topic',
  'route',
  'rule',
  'function',
  'db.system',
  'db.status',
  'last',
  'errors',
  'spans',
  'trace.duration',
];

const traceTerm: fc.Arbitrary<Query> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...FIELDS),
      fc.oneof(test, named(['error', 'success', 'db', 'mqtt', '2', '3'])),
    )
    .map(([field, its]): Query => ({ kind: 'traceField', field, test: its })),
  fc.constantFrom(...FINDING_KINDS).map((finding): Query => ({ kind: 'is', finding })),
  fc
    .tuple(fc.constantFrom(...STAGES), fc.option(comparison, { nil: undefined }))
    .map(([stage, compare]): Query => ({ kind: 'stage', stage, ...(compare && { compare }) })),
  fc
    .tuple(
      fc.option(fc.constantFrom(...STAGES), { nil: undefined }),
      fc.constantFrom(...STAGES),
      fc.option(comparison, { nil: undefined }),
    )
    .map(
      ([from, to, compare]): Query => ({
        kind: 'gap',
        ...(from && { from }),
        to,
        ...(compare && { compare }),
      }),
    ),
);

export const randomSpanQuery: fc.Arbitrary<SpanQuery> = fc.letrec<{ node: SpanQuery }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    spanTerm,
    fc.constant<SpanQuery>({ kind: 'all' }),
    tie('node').map((node): SpanQuery => ({ kind: 'not', node })),
    fc
      .array(tie('node'), { minLength: 2, maxLength: 3 })
      .map((nodes): SpanQuery => ({ kind: 'and', nodes })),
    fc
      .array(tie('node'), { minLength: 2, maxLength: 3 })
      .map((nodes): SpanQuery => ({ kind: 'or', nodes })),
  ),
})).node;

export const randomQuery: fc.Arbitrary<Query> = fc.letrec<{ node: Query }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    spanTerm,
    traceTerm,
    randomSpanQuery.map((node): Query => ({ kind: 'sameSpan', node })),
    tie('node').map((node): Query => ({ kind: 'not', node })),
    fc
      .array(tie('node'), { minLength: 2, maxLength: 3 })
      .map((nodes): Query => ({ kind: 'and', nodes })),
    fc
      .array(tie('node'), { minLength: 2, maxLength: 3 })
      .map((nodes): Query => ({ kind: 'or', nodes })),
  ),
})).node;
