import fc from 'fast-check';
import {
  type Attributes,
  type AttributeValue,
  NO_SCOPE,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
  UNKNOWN_SERVICE,
} from '../span/span.ts';

/** Batches as decoders make them: spans of a few resources and scopes, each shared by reference. */
export function arbitrarySpans(): fc.Arbitrary<readonly Span[]> {
  return fc.array(groupOfOneScope, { maxLength: 3 }).map((groups) => groups.flat());
}

const hexDigits = (length: number) =>
  fc
    .uint8Array({ minLength: length / 2, maxLength: length / 2 })
    .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
    .filter((id) => !/^0+$/.test(id));

const traceId = hexDigits(32);
const spanId = hexDigits(16);

// UTF-8 has no lone surrogates, so text for round trips has none either.
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '\uFEFFmarked',
    '<b>',
    'a\u0000b',
    '42',
    'x'.repeat(300),
  ),
);

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.boolean(),
    int64,
    fc.double(),
    fc.uint8Array({ maxLength: 9 }),
    fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 3 }).map((members) => new Map(members)),
  ),
})).value;

const attributes: fc.Arbitrary<Attributes> = fc
  .array(fc.tuple(text, value), { maxLength: 4 })
  .map((members) => new Map(members));

const timeUs = fc.oneof(
  fc.integer({ min: 1, max: 2 ** 52 }),
  fc.constantFrom(1, 1_767_225_600_000_000, 7_258_118_400_000_000),
);
const restNs = fc.integer({ min: 1, max: 999 });
const count = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const filled = text.filter((it) => it !== '');

const event: fc.Arbitrary<SpanEvent> = fc.record(
  { name: text, timeUs, attributes, timeNs: restNs, droppedAttributes: count },
  { noNullPrototype: true, requiredKeys: ['name', 'timeUs', 'attributes'] },
);

const link: fc.Arbitrary<SpanLink> = fc.record(
  { traceId, spanId, attributes, traceState: filled, flags: count, droppedAttributes: count },
  { noNullPrototype: true, requiredKeys: ['traceId', 'spanId', 'attributes'] },
);

const resource: fc.Arbitrary<Resource> = fc
  .record(
    {
      service: fc.constant(UNKNOWN_SERVICE),
      attributes: fc
        .tuple(attributes, fc.option(text, { nil: undefined }))
        .map(([rest, service]) =>
          service === undefined ? rest : new Map([...rest, ['service.name', service]]),
        ),
      schemaUrl: filled,
      droppedAttributes: count,
    },
    { noNullPrototype: true, requiredKeys: ['service', 'attributes'] },
  )
  .map((it) => {
    const name = it.attributes.get('service.name');
    return typeof name === 'string' && name !== '' ? { ...it, service: name } : it;
  });

const scope: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant(NO_SCOPE),
  fc.record(
    { name: filled, version: text, attributes, schemaUrl: filled, droppedAttributes: count },
    { noNullPrototype: true, requiredKeys: ['name', 'version', 'attributes'] },
  ),
);

type OwnFields = Omit<Span, 'resource' | 'scope'>;

const ownFields: fc.Arbitrary<OwnFields> = fc
  .record(
    {
      traceId,
      spanId,
      operation: text,
      kind: fc.constantFrom('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
      startUs: timeUs,
      durationUs: timeUs,
      status: fc.constantFrom('unset', 'ok', 'error'),
      attributes,
      events: fc.array(event, { maxLength: 2 }),
      links: fc.array(link, { maxLength: 2 }),
      parentSpanId: spanId,
      startNs: restNs,
      endNs: restNs,
      statusMessage: filled,
      traceState: filled,
      flags: count,
      dropped: fc
        .record(
          { attributes: count, events: count, links: count },
          { noNullPrototype: true, requiredKeys: [] },
        )
        .filter((counts) => Object.keys(counts).length > 0),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'traceId',
        'spanId',
        'operation',
        'kind',
        'startUs',
        'durationUs',
        'status',
        'attributes',
        'events',
        'links',
      ],
    },
  )
  // Drawn as two times, so that ends before starts come up as often as after.
  .map((fields) => ({ ...fields, durationUs: fields.durationUs - fields.startUs }));

const groupOfOneScope: fc.Arbitrary<readonly Span[]> = fc
  .tuple(resource, scope, fc.array(ownFields, { maxLength: 4 }))
  .map(([itsResource, itsScope, spans]) =>
    spans.map((span) => ({ ...span, resource: itsResource, scope: itsScope })),
  );
