import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySpans } from '../testing/arbitrarySpans.ts';
import { encodeOtlpJson } from './encodeOtlpJson.ts';
import { decodeOtlpJson } from './otlpJson.ts';

const decode = (text: string) => {
  const decoded = decodeOtlpJson(text);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
};

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** A request of one span, whose fields are written as they stand. */
const requestOf = (fields: string, group = '') =>
  `{"resourceSpans":[{${group}"scopeSpans":[{"spans":[{"traceId":"${TRACE}","spanId":"00f067aa0ba902b7"${fields}}]}]}]}`;

const spanOf = (fields: string, group = '') => decode(requestOf(fields, group)).spans[0];

const attributeOf = (json: string) =>
  spanOf(`,"attributes":[{"key":"k","value":${json}}]`)?.attributes.get('k');

describe('round trips', () => {
  test('what was encoded decodes to the same spans', () => {
    fc.assert(
      fc.property(arbitrarySpans(), (spans) => {
        const { spans: back, rejected, errors } = decode(encodeOtlpJson(spans));
        expect(back).toStrictEqual([...spans]);
        expect({ rejected, errors }).toEqual({ rejected: 0, errors: [] });
      }),
    );
  });

  test('half a surrogate pair is replaced, in keys and values as well', () => {
    const span = spanOf(
      ',"name":"\\ud800 alone","attributes":[{"key":"k\\udfff","value":{"stringValue":"\\ud83d\\ude00 \\uD800"}}]',
    );
    expect(span?.operation).toBe('\ufffd alone');
    expect([...(span?.attributes ?? [])]).toEqual([['k\ufffd', '\u{1f600} \ufffd']]);
  });

  test('the typed request comes back with nothing lost', () => {
    const path = new URL('../testing/fixtures/otlpTyped.json', import.meta.url);
    const original = readFileSync(path, 'utf8');
    const { spans, rejected, errors } = decode(original);
    expect({ rejected, errors }).toEqual({ rejected: 0, errors: [] });
    const back = withoutDefaults(JSON.parse(encodeOtlpJson(spans)));
    expect(back).toEqual(withoutDefaults(JSON.parse(original)));
  });

  /** Protobuf's JSON may write an empty list, message or name, or leave it out. */
  function withoutDefaults(json: unknown): unknown {
    if (Array.isArray(json)) return json.map(withoutDefaults);
    if (typeof json !== 'object' || json === null) return json;
    const kept = Object.entries(json)
      .map(([name, value]) => [name, withoutDefaults(value)] as const)
      .filter(([name, value]) => !(MAY_BE_LEFT_OUT.has(name) && isEmpty(value)));
    return Object.fromEntries(kept);
  }

  const MAY_BE_LEFT_OUT = new Set(['attributes', 'scope', 'resource', 'name']);
  const isEmpty = (value: unknown) => value === '' || Object.keys(Object(value)).length === 0;
});

describe('values', () => {
  test.each([
    ['{"intValue":"9223372036854775807"}', 9223372036854775807n],
    ['{"intValue":9223372036854775807}', 9223372036854775807n],
    ['{"intValue":-9007199254740993}', -9007199254740993n],
    ['{"intValue":5}', 5n],
    ['{"int_value":"-5"}', -5n],
    ['{"doubleValue":1}', 1],
    ['{"doubleValue":1e+21}', 1e21],
    ['{"doubleValue":1000000000000000000000}', 1e21],
    ['{"doubleValue":"NaN"}', Number.NaN],
    ['{"doubleValue":"-Infinity"}', Number.NEGATIVE_INFINITY],
    ['{"doubleValue":"-0"}', -0],
    ['{"boolValue":false}', false],
    ['{"stringValue":""}', ''],
    ['{"bytesValue":"AP8Q"}', Uint8Array.of(0, 255, 16)],
    ['{"bytesValue":"_-8"}', Uint8Array.of(255, 239)],
    ['{"arrayValue":{"values":[{"intValue":1},{}]}}', [1n, undefined]],
    ['{"arrayValue":{}}', []],
    [
      '{"kvlistValue":{"values":[{"key":"__proto__","value":{"intValue":"1"}}]}}',
      new Map([['__proto__', 1n]]),
    ],
    ['{}', undefined],
    ['null', undefined],
  ])('%s', (json, value) => {
    expect(attributeOf(json)).toStrictEqual(value);
  });

  test('are nested 64 deep and no deeper', () => {
    const nested = (depth: number) =>
      '{"arrayValue":{"values":['.repeat(depth) + ']}}'.repeat(depth);
    expect(attributeOf(nested(64))).toBeInstanceOf(Array);
    const { spans, errors } = decode(
      requestOf(`,"attributes":[{"key":"k","value":${nested(65)}}]`),
    );
    expect(spans).toEqual([]);
    expect(errors).toEqual([
      'resourceSpans[0].scopeSpans[0].spans[0]: k nests lists or maps more than 64 deep',
    ]);
    expect(
      decode(requestOf(`,"attributes":[{"key":"k","value":${nested(20_000)}}]`)).rejected,
    ).toBe(1);
  });
});

describe('times', () => {
  test.each([
    ['"1767225600000000123"', 1767225600000000, 123],
    ['1767225600000000123', 1767225600000000, 123],
    ['"7258118400000000001"', 7258118400000000, 1],
    ['"9007199254740991999"', 9007199254740991, 999],
    ['"0"', 0, undefined],
    ['"7"', 0, 7],
    ['1500', 1, 500],
  ])('%s nanoseconds', (json, startUs, startNs) => {
    expect(spanOf(`,"startTimeUnixNano":${json}`)).toMatchObject({
      startUs,
      ...(startNs === undefined ? {} : { startNs }),
    });
  });

  test('an end that was never set gives no length, an end before the start a negative one', () => {
    expect(spanOf(',"startTimeUnixNano":"1767225600000000123"')?.durationUs).toBe(0);
    expect(spanOf(',"startTimeUnixNano":"5000","endTimeUnixNano":"3000"')?.durationUs).toBe(-2);
  });
});

test('snake_case, enum names, and fields from other versions are understood', () => {
  const span = spanOf(
    ',"parent_span_id":"00F067AA0BA902B8","kind":"SPAN_KIND_SERVER","trace_state":"a=1",' +
      '"start_time_unix_nano":"1000","status":{"code":"STATUS_CODE_ERROR"},"dropped_events_count":2,"someday":{}',
  );
  expect(span).toMatchObject({
    parentSpanId: '00f067aa0ba902b8',
    kind: 'server',
    traceState: 'a=1',
    startUs: 1,
    status: 'error',
    dropped: { events: 2 },
  });
  const old = `{"resource_spans":[{"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"lib"},"spans":[{"trace_id":"${TRACE}","span_id":"00f067aa0ba902b7"}]}]}]}`;
  expect(decode(old).spans[0]?.scope.name).toBe('lib');
});

describe('what cannot be read', () => {
  test.each([
    ['"traceId":"ab"', 'its trace id is missing, all zero or not 16 bytes long'],
    ['"spanId":"0000000000000000"', 'its span id is missing, all zero or not 8 bytes long'],
    ['"spanId":7', 'its span id is missing, all zero or not 8 bytes long'],
    ['"parentSpanId":"abc"', 'its parent span id is not 8 bytes long'],
    ['"startTimeUnixNano":"-1"', 'startTimeUnixNano is negative or beyond 64 bits'],
    [
      '"startTimeUnixNano":"18446744073709551616"',
      'startTimeUnixNano is negative or beyond 64 bits',
    ],
    ['"kind":"SPAN_KIND_ROOT"', 'kind is no count of 32 bits'],
    ['"attributes":{}', 'attributes is no list'],
    ['"attributes":[{"key":"n","value":{"intValue":1.5}}]', 'n: intValue is no integer'],
    [
      '"attributes":[{"key":"n","value":{"intValue":"9223372036854775808"}}]',
      'n: intValue does not fit into 64 bits',
    ],
    ['"attributes":[{"key":"n","value":7}]', 'the value of "n" is no object'],
    ['"events":[3]', 'an event is no object'],
    ['"name":[]', 'name is no text'],
  ])('a span with %s is refused alone', (fields, reason) => {
    const good = `{"traceId":"${TRACE}","spanId":"00f067aa0ba902b7"}`;
    const bad = `{"traceId":"${TRACE}","spanId":"00f067aa0ba902b7",${fields}}`;
    const { spans, rejected, errors } = decode(
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${good},${bad},${good}]}]}]}`,
    );
    expect(spans).toHaveLength(2);
    expect(rejected).toBe(1);
    expect(errors).toEqual([`resourceSpans[0].scopeSpans[0].spans[1]: ${reason}`]);
  });

  test('a link without ids is dropped with a note, its span stays', () => {
    const { spans, rejected, errors } = decode(
      requestOf(`,"links":[{"traceId":"12"},{"traceId":"${TRACE}","spanId":"00f067aa0ba902b8"}]`),
    );
    expect(spans[0]?.links).toHaveLength(1);
    expect(rejected).toBe(0);
    expect(errors).toEqual([
      'resourceSpans[0].scopeSpans[0].spans[0]: a link was dropped: its ids are missing, all zero or of the wrong length',
    ]);
  });

  test.each([
    ['[]', 'not an OTLP trace request: an object with "resourceSpans" expected'],
    ['{"resourceSpans":{}}', 'not an OTLP trace request: resourceSpans is no list'],
    ['{"resourceSpans":[1]}', 'not an OTLP trace request: resourceSpans[0]: it is no object'],
    [
      '{"resourceSpans":[{"resource":{"attributes":3}}]}',
      'not an OTLP trace request: resourceSpans[0]: attributes is no list',
    ],
    [
      '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}',
      'not an OTLP trace request: resourceSpans[0].scopeSpans[0]: spans is no list',
    ],
  ])('%s fails as a whole', (text, message) => {
    const decoded = decodeOtlpJson(text);
    expect(decoded.ok ? 'decoded' : decoded.error.message).toBe(message);
  });

  test('a million bad spans cost a count and ten reasons', () => {
    const { rejected, errors } = decode(
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${'{},'.repeat(99_999)}{}]}]}]}`,
    );
    expect([rejected, errors.length]).toEqual([100_000, 10]);
  });

  test('JSON of any shape is answered, never thrown at', () => {
    const names = [
      'resourceSpans',
      'scopeSpans',
      'spans',
      'resource',
      'attributes',
      'value',
      'traceId',
      'links',
    ];
    const json = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'large' },
        fc.constantFrom<unknown>(null, 1, -1.5, 'x', TRACE, '00f067aa0ba902b7', true),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 4 }),
      ),
    })).json;
    fc.assert(
      fc.property(json, (value) => {
        expect(typeof decodeOtlpJson(JSON.stringify(value)).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});
