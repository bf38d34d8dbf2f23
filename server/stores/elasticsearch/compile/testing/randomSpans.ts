import fc from 'fast-check';
import type { Attributes, AttributeValue, Span } from '../../../../../shared/span/span.ts';
import { TEXT_START_US } from '../../../../../shared/testing/traceFromText.ts';

// A vocabulary small enough for questions to find something, of what is hard to tell apart.

export const KEYS = [
  'device.id',
  'mqtt.topic',
  'messaging.destination.name',
  'db.system',
  'db.system.name',
  'exception.message',
  'error.message',
  'error',
  'event',
  'span.kind',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.library.name',
  'otel.scope.version',
  'w3c.tracestate',
  'service.name',
  'opentracing.ref_type',
  'n',
  'a.b',
  '__proto__',
  'k"\\*?',
  'schlüssel 温度',
] as const;

export const TEXTS = [
  '',
  '*',
  'a?b',
  'acb',
  'a*b',
  'a\\b',
  'alice@corp.io',
  'aliceXcorp.io',
  'a#b&c~d<1-3>',
  'a"b"',
  'line\nbreak',
  'Field Conflict',
  'FIELD CONFLICT',
  'true',
  'false',
  'TRUE',
  '42',
  '42.0',
  '4.2e1',
  '042',
  '-0',
  '0',
  '1e21',
  '1e+21',
  '12e5',
  '9007199254740993',
  'NaN',
  'ok',
  'ERROR',
  'client',
  'SPAN_KIND_SERVER',
  'child_of',
  'error',
  'İstanbul',
  'straße',
  'ΟΔΟΣ',
  '273 \u212A',
  '🌡️ 温度',
  '\ufffd',
  'a\u0000b',
  '0042',
  'cafe',
  'unknown_service',
  'missing-service-name',
] as const;

const NATIVES: readonly AttributeValue[] = [
  42n,
  -1n,
  0n,
  7n,
  9007199254740993n,
  -(2n ** 63n),
  42,
  4.5,
  -0,
  0.1,
  1e21,
  1e-7,
  1e10,
  12345678901.5,
  true,
  false,
  undefined,
  new Uint8Array([0x42]),
  new Uint8Array([0xca, 0xfe]),
  new Uint8Array(),
];

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: fc.constantFrom(...NATIVES) },
  { weight: 1, arbitrary: fc.constantFrom<AttributeValue>(['a', 42n], new Map([['k', 4.5]])) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.maxSafeInteger().map(BigInt),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    ),
  },
);

const attributes: fc.Arbitrary<Attributes> = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 5 })
  .map((members) => new Map(members));

const name = fc.constantFrom(...TEXTS);

const resource = fc
  .tuple(fc.option(name, { nil: undefined, freq: 8 }), attributes)
  .map(([service, rest]) => {
    const members = new Map(rest);
    members.delete('service.name');
    if (service === undefined) return { service: 'unknown_service', attributes: members };
    return { service, attributes: new Map([['service.name', service], ...members]) };
  });

const event = fc
  .tuple(name, attributes)
  .map(([its, members]) => ({ name: its, timeUs: TEXT_START_US, attributes: members }));

const hexId = (length: number) =>
  fc
    .oneof(
      fc.string({
        unit: fc.constantFrom(...'0123456789abcdef'),
        minLength: length,
        maxLength: length,
      }),
      fc.constantFrom('cafe', '42', '1', '00ab').map((id) => id.padStart(length, '0')),
    )
    .filter((id) => !/^0+$/.test(id));

const link = fc.record({
  traceId: hexId(32),
  spanId: hexId(16),
  attributes: fc.constantFrom<Attributes>(
    new Map(),
    new Map([['opentracing.ref_type', 'child_of']]),
  ),
});

const span: fc.Arbitrary<Omit<Span, 'spanId'>> = fc.record({
  traceId: hexId(32),
  parentSpanId: hexId(16),
  operation: name,
  kind: fc.constantFrom('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
  startUs: fc.constant(TEXT_START_US),
  durationUs: fc.constantFrom(1, 42, 1_000, 50_000, 2_000_000),
  status: fc.constantFrom('unset', 'unset', 'ok', 'error'),
  statusMessage: name,
  traceState: fc.constantFrom('', 'vendor=1'),
  attributes,
  resource,
  scope: fc.record({ name, version: fc.constantFrom('', '4.5', '42'), attributes }),
  events: fc.array(event, { maxLength: 2 }),
  links: fc.array(link, { maxLength: 1 }),
});

/** Spans with ids of their own, by which an answer is compared. */
export function randomSpans(count: number, seed: number): readonly Span[] {
  const spans = fc.sample(span, { seed, numRuns: count });
  return spans.map((each, index) => ({
    ...each,
    spanId: (index + 1).toString(16).padStart(16, '0'),
  }));
}
