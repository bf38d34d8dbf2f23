import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySpans } from '../testing/arbitrarySpans.ts';
import { encodeOtlpProtobuf } from './encodeOtlpProtobuf.ts';
import { decodeOtlpProtobuf } from './otlpProtobuf.ts';

const decode = (bytes: Uint8Array) => {
  const decoded = decodeOtlpProtobuf(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
};

const messageOf = (bytes: Uint8Array) => {
  const decoded = decodeOtlpProtobuf(bytes);
  return decoded.ok ? 'decoded' : decoded.error.message;
};

/** A length-delimited field. */
const field = (number: number, ...content: (Uint8Array | readonly number[] | string)[]) => {
  const body = Buffer.concat(content.map((part) => Buffer.from(part as Uint8Array)));
  return Buffer.concat([varint((number << 3) | 2), varint(body.length), body]);
};

const varint = (value: number): Buffer =>
  value < 128
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value % 128) | 128]), varint(Math.floor(value / 128))]);

const hex = (digits: string) => Buffer.from(digits, 'hex');
const TRACE_ID = field(1, hex('4bf92f3577b34da6a3ce929d0e0e4736'));
const SPAN_ID = field(2, hex('00f067aa0ba902b7'));

/** A request of one span with these fields, and these beside its ScopeSpans. */
const requestOf = (spanFields: readonly Uint8Array[], groupFields: readonly Uint8Array[] = []) =>
  field(1, field(2, field(2, ...spanFields)), ...groupFields);

const spanOf = (...fields: Uint8Array[]) =>
  decode(requestOf([TRACE_ID, SPAN_ID, ...fields])).spans[0];

describe('round trips', () => {
  test('what was encoded decodes to the same spans', () => {
    fc.assert(
      fc.property(arbitrarySpans(), (spans) => {
        const { spans: back, rejected, errors } = decode(encodeOtlpProtobuf(spans));
        expect(back).toStrictEqual([...spans]);
        expect({ rejected, errors }).toEqual({ rejected: 0, errors: [] });
      }),
    );
  });

  test('spans of one group share their resource and scope', () => {
    fc.assert(
      fc.property(arbitrarySpans(), (spans) => {
        const { spans: back } = decode(encodeOtlpProtobuf(spans));
        const distinct = (of: typeof spans) => new Set(of.map((span) => span.resource)).size;
        expect(distinct(back)).toBe(distinct(spans));
      }),
    );
  });

  test('attributes keep their order', () => {
    const keys = ['z', 'a', '1', '__proto__', 'a.b'];
    const attributes = keys.map((key) => field(9, field(1, key)));
    expect([...(spanOf(...attributes)?.attributes.keys() ?? [])]).toEqual(keys);
  });
});

describe('what protobuf allows', () => {
  test('fields in any order, unknown ones, and known ones of another wire type', () => {
    const unknown = Buffer.concat([
      field(99, 'ignored'),
      Buffer.from([((100 << 3) & 127) | 128, 6, 5]),
      Buffer.from([0x2d, 1, 2, 3, 4]),
      Buffer.from([(3 << 3) | 3, 8, 1, (4 << 3) | 3, (4 << 3) | 4, (3 << 3) | 4]),
    ]);
    const request = field(
      1,
      field(
        2,
        field(2, unknown, field(5, 'publish'), SPAN_ID, TRACE_ID),
        field(1, field(1, 'lib')),
      ),
      field(3, 'https://schema'),
      field(1, field(1, field(1, 'service.name'), field(2, field(1, 'gateway')))),
    );
    expect(decode(request).spans).toMatchObject([
      {
        operation: 'publish',
        scope: { name: 'lib' },
        resource: { service: 'gateway', schemaUrl: 'https://schema' },
      },
    ]);
  });

  test('a message that comes in parts is one message', () => {
    const attribute = (key: string) => field(1, field(1, key));
    const request = requestOf(
      [TRACE_ID, SPAN_ID],
      [field(1, attribute('a')), field(1, attribute('b'))],
    );
    expect([...(decode(request).spans[0]?.resource.attributes.keys() ?? [])]).toEqual(['a', 'b']);
  });

  test('one resource is one object in all requests while it is remembered', () => {
    const request = (service: string, schemaUrl: string) =>
      field(
        1,
        field(1, field(1, field(1, 'service.name'), field(2, field(1, service)))),
        field(2, field(2, TRACE_ID, SPAN_ID)),
        field(3, schemaUrl),
      );
    const [first, again, other, otherSchema] = [
      request('gateway', 'https://a'),
      request('gateway', 'https://a'),
      request('gateways', 'https://a'),
      request('gateway', 'https://b'),
    ].map((bytes) => decode(bytes).spans[0]?.resource);
    expect(again).toBe(first);
    expect(other).toMatchObject({ service: 'gateways', schemaUrl: 'https://a' });
    expect(otherSchema).toMatchObject({ service: 'gateway', schemaUrl: 'https://b' });
    const long = request('gateway', 'https://'.padEnd(2_000, 'x'));
    const [once, twice] = [long, long].map((bytes) => decode(bytes).spans[0]?.resource);
    expect(twice).toEqual(once);
    expect(twice).not.toBe(once);
  });

  test('scope spans under their number of 2021', () => {
    const request = field(1, field(1000, field(2, TRACE_ID, SPAN_ID)));
    expect(decode(request).spans).toHaveLength(1);
  });

  test('text that is no UTF-8 is kept as far as it is', () => {
    expect(spanOf(field(5, [0x61, 0xff, 0x62]))?.operation).toBe('a\ufffdb');
    expect(spanOf(field(5, [0xef, 0xbb, 0xbf, 0x62]))?.operation).toBe('\ufeffb');
  });

  test('a parent of eight zero bytes is no parent', () => {
    const span = spanOf(field(4, hex('0000000000000000')));
    expect(span !== undefined && 'parentSpanId' in span).toBe(false);
  });
});

describe('spans that are refused alone', () => {
  test.each([
    ['no trace id', [SPAN_ID], 'its trace id'],
    ['a trace id of 8 bytes', [field(1, hex('a3ce929d0e0e4736')), SPAN_ID], 'its trace id'],
    ['a trace id of zeros', [field(1, new Uint8Array(16)), SPAN_ID], 'its trace id'],
    ['no span id', [TRACE_ID], 'its span id'],
    ['a span id of 16 bytes', [TRACE_ID, field(2, new Uint8Array(16).fill(1))], 'its span id'],
    ['a span id of zeros', [TRACE_ID, field(2, new Uint8Array(8))], 'its span id'],
    ['a parent of 4 bytes', [TRACE_ID, SPAN_ID, field(4, hex('01020304'))], 'its parent span id'],
  ])('with %s', (_, fields, reason) => {
    const good = field(2, TRACE_ID, SPAN_ID);
    const { spans, rejected, errors } = decode(field(1, field(2, good, field(2, ...fields), good)));
    expect([spans.length, rejected, errors.length]).toEqual([2, 1, 1]);
    expect(errors[0]).toMatch(new RegExp(`^span at byte \\d+: ${reason} is`));
  });

  test('a link without ids is dropped with a note, its span stays', () => {
    const { spans, rejected, errors } = decode(
      requestOf([TRACE_ID, SPAN_ID, field(13, TRACE_ID), field(13, TRACE_ID, SPAN_ID)]),
    );
    expect([spans[0]?.links.length, rejected]).toEqual([1, 0]);
    expect(errors[0]).toMatch(/^link at byte \d+: a link was dropped/);
  });
});

describe('bytes that are no request', () => {
  test.each([
    ['a length past the end', [0x0a, 5, 1], 'a field of 5 bytes runs past the end at byte 1'],
    [
      'a length beyond all memory',
      [0x0a, ...new Array(9).fill(255), 1],
      'runs past the end at byte 1',
    ],
    [
      'a varint without end',
      [0x08, ...new Array(11).fill(255)],
      'a varint is longer than 10 bytes',
    ],
    ['half a varint', [0x08, 0x80], 'the message is cut off at byte 1'],
    ['half a double', [0x09, 1, 2], 'the message is cut off at byte 1'],
    ['field 0', [0x02, 0], 'field number 0 at byte 1'],
    ['wire type 7', [0x0f], 'wire type 7 does not exist at byte 1'],
    ['a group that was not open', [0x0c], 'a group ends that was not open at byte 1'],
    [
      'a field that leaves its message',
      [0x0a, 2, 0x0a, 2, 0x08, 1],
      'a field runs past its message at byte 4',
    ],
    ['JSON', [...Buffer.from('{"resourceSpans":[]}')], 'not an OTLP trace request: '],
  ])('%s', (_, bytes, message) => {
    expect(messageOf(Uint8Array.from(bytes))).toContain(message);
  });

  test('values are nested 64 deep and no deeper', () => {
    const nested = (depth: number): Buffer => {
      const headers: Buffer[] = [];
      let size = 0;
      for (let i = 0; i < depth; i++) {
        const list = Buffer.concat([varint((1 << 3) | 2), varint(size)]);
        const value = Buffer.concat([varint((5 << 3) | 2), varint(size + list.length)]);
        headers.push(list, value);
        size += list.length + value.length;
      }
      const value = Buffer.concat(headers.reverse());
      return requestOf([TRACE_ID, SPAN_ID, field(9, field(1, 'k'), field(2, value))]);
    };
    expect(messageOf(nested(64))).toBe('decoded');
    expect(messageOf(nested(65))).toMatch(/nests lists or maps more than 64 deep at byte \d+$/);
    expect(messageOf(nested(20_000))).toMatch(/nests lists or maps more than 64 deep at byte \d+$/);
  });

  test('groups nested without end are refused', () => {
    expect(messageOf(new Uint8Array(100_000).fill(0x0b))).toMatch(/groups are nested too deep/);
  });

  test('random bytes, and requests with random damage, are answered, never thrown at', () => {
    const damaged = fc
      .tuple(
        arbitrarySpans(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(),
      )
      .map(([spans, hits, cut]) => {
        const bytes = encodeOtlpProtobuf(spans);
        for (const [at, value] of hits) if (bytes.length > 0) bytes[at % bytes.length] = value;
        return cut % 3 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), (bytes) => {
        expect(typeof decodeOtlpProtobuf(bytes).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});

test('bytes of an attribute are a copy of those of the request', () => {
  const request = requestOf([
    TRACE_ID,
    SPAN_ID,
    field(9, field(1, 'raw'), field(2, field(7, [1, 2, 3]))),
  ]);
  const value = decode(request).spans[0]?.attributes.get('raw');
  request.fill(0);
  expect(value).toStrictEqual(Uint8Array.from([1, 2, 3]));
});

test('a request inside a larger buffer is read from its own bytes', () => {
  const bytes = requestOf([TRACE_ID, SPAN_ID, field(5, 'publish')]);
  const framed = new Uint8Array(bytes.length + 7).fill(0x0f);
  framed.set(bytes, 3);
  expect(decode(framed.subarray(3, 3 + bytes.length)).spans[0]?.operation).toBe('publish');
});
