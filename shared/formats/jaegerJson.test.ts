import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeText } from '../span/attributes.ts';
import {
  type Attributes,
  type AttributeValue,
  NO_SCOPE,
  type Span,
  type SpanLink,
} from '../span/span.ts';
import { arbitrarySpans } from '../testing/arbitrarySpans.ts';
import { encodeJaegerJson } from './encodeJaegerJson.ts';
import { decodeJaegerJson } from './jaegerJson.ts';
import { decodeOtlpJson } from './otlpJson.ts';

const decode = (text: string) => {
  const decoded = decodeJaegerJson(text);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
};

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** An answer of one span, whose fields are written as they stand. */
const answerOf = (fields: string, process = '{"serviceName":"gateway","tags":[]}') =>
  `{"data":[{"traceID":"${TRACE}","spans":[{"traceID":"${TRACE}","spanID":"00f067aa0ba902b7",` +
  `"operationName":"x","startTime":1767225600000000,"duration":12000,"processID":"p1"${fields}}],` +
  `"processes":{"p1":${process}}}],"total":0,"limit":0,"offset":0,"errors":null}`;

const spanOf = (fields: string, process?: string) => decode(answerOf(fields, process)).spans[0];

const tagged = (...tags: string[]) => spanOf(`,"tags":[${tags.join(',')}]`);

const tag = (key: string, type: string, value: string) =>
  `{"key":"${key}","type":"${type}","value":${value}}`;

test('half a surrogate pair is replaced, in keys and values as well', () => {
  const span = tagged(tag('k\\udfff', 'string', '"\\ud83d\\ude00 \\uD800"'));
  expect([...(span?.attributes ?? [])]).toEqual([['k\ufffd', '\u{1f600} \ufffd']]);
});

describe('round trip', () => {
  test('a span comes back but for what the format cannot hold', () => {
    fc.assert(
      fc.property(arbitrarySpans(), (spans) => {
        const { spans: back, rejected, errors } = decode(encodeJaegerJson(spans));
        expect(byTrace(back)).toStrictEqual(byTrace(spans.map(asJaegerHoldsIt)));
        expect({ rejected, errors }).toEqual({ rejected: 0, errors: [] });
      }),
    );
  });

  test('what it holds it holds for good: a second trip changes nothing', () => {
    fc.assert(
      fc.property(arbitrarySpans(), (spans) => {
        const once = encodeJaegerJson(spans);
        expect(encodeJaegerJson(decode(once).spans)).toBe(once);
      }),
    );
  });

  test('spans of one process share their resource, spans of one scope their scope', () => {
    const path = new URL('../testing/fixtures/otlpTyped.json', import.meta.url);
    const typed = decodeOtlpJson(readFileSync(path, 'utf8'));
    const { spans } = decode(encodeJaegerJson(typed.ok ? typed.value.spans : []));
    expect(spans).toHaveLength(7);
    expect(new Set(spans.map((span) => span.resource)).size).toBe(4);
    expect(new Set(spans.slice(1, 3).map((span) => span.scope)).size).toBe(1);
  });

  const byTrace = (spans: readonly Span[]) =>
    spans.toSorted((a, b) => (a.traceId < b.traceId ? -1 : Number(a.traceId > b.traceId)));

  /** All that is lost, in one place. */
  function asJaegerHoldsIt(span: Span): Span {
    const { startNs: _, endNs: __, dropped: ___, ...kept } = span;
    const { name, version } = span.scope;
    return {
      ...kept,
      durationUs: Math.max(0, span.durationUs),
      attributes: flat(span.attributes),
      resource: { service: span.resource.service, attributes: processAttributes(span) },
      scope: name === '' && version === '' ? NO_SCOPE : { ...NO_SCOPE, name, version },
      events: span.events.map((event) => ({
        name: event.name,
        timeUs: event.timeUs,
        attributes: flat(event.attributes),
      })),
      links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId, attributes: new Map() })),
    };
  }

  /** Only a service name that is a text with something in it survives, and it moves to the front. */
  function processAttributes({ resource }: Span): Attributes {
    const service = resource.attributes.get('service.name');
    const isKept = typeof service === 'string' && service !== '';
    const tags = [...flat(resource.attributes)].filter(([key]) => key !== 'service.name');
    return new Map([...(isKept ? [['service.name', service] as const] : []), ...tags]);
  }

  const flat = (attributes: Attributes): Attributes =>
    new Map(Array.from(attributes, ([key, value]) => [key, flatValue(value)] as const));

  const flatValue = (value: AttributeValue): AttributeValue =>
    value === undefined || (typeof value === 'object' && !(value instanceof Uint8Array))
      ? attributeText(value)
      : value;
});

describe('tag values', () => {
  test.each([
    [tag('k', 'string', '"text"'), 'text'],
    [tag('k', 'string', '7'), '7'],
    [tag('k', 'string', 'true'), 'true'],
    [tag('k', 'bool', 'true'), true],
    [tag('k', 'bool', '"true"'), true],
    [tag('k', 'bool', '"yes"'), 'yes'],
    [tag('k', 'int64', '5'), 5n],
    [tag('k', 'int64', '"-5"'), -5n],
    [tag('k', 'int64', '9223372036854775807'), 9223372036854775807n],
    [tag('k', 'int64', '"9223372036854775807"'), 9223372036854775807n],
    [tag('k', 'int64', '9223372036854775808'), '9223372036854775808'],
    [tag('k', 'int64', '"many"'), 'many'],
    [tag('k', 'float64', '1'), 1],
    [tag('k', 'float64', '"3.7"'), 3.7],
    [tag('k', 'float64', '1e21'), 1e21],
    [tag('k', 'float64', '"+Inf"'), Number.POSITIVE_INFINITY],
    [tag('k', 'float64', '"NaN"'), Number.NaN],
    [tag('k', 'binary', '"AP8Q"'), Uint8Array.of(0, 255, 16)],
    [tag('k', 'binary', '"no base64!"'), 'no base64!'],
    [tag('k', 'string', 'null'), undefined],
    ['{"key":"k","value":5}', 5n],
    ['{"key":"k","value":5.5}', 5.5],
    ['{"key":"k","value":["a",{"__proto__":1}]}', ['a', new Map([['__proto__', 1n]])]],
    [tag('__proto__', 'string', '"x"'), undefined],
  ])('%s', (json, value) => {
    expect(tagged(json)?.attributes.get('k')).toStrictEqual(value);
  });

  test('hostile keys are keys', () => {
    const span = tagged(tag('__proto__', 'string', '"x"'), tag('constructor', 'int64', '1'));
    expect([...(span?.attributes ?? [])]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 1n],
    ]);
  });
});

describe('tags that stand for a part of the span', () => {
  const summary = (span: Span | undefined) =>
    `${span?.kind} ${span?.status} ${span?.statusMessage} [${[...(span?.attributes.keys() ?? [])]}]`;

  test.each([
    [[tag('error', 'bool', 'true')], 'unspecified error undefined []'],
    [[tag('error', 'bool', '"true"')], 'unspecified error undefined []'],
    [[tag('error', 'string', '"true"')], 'unspecified error undefined [error]'],
    [[tag('error', 'bool', 'false')], 'unspecified unset undefined [error]'],
    [[tag('otel.status_code', 'string', '"OK"')], 'unspecified ok undefined []'],
    [[tag('otel.status_code', 'string', '"ERROR"')], 'unspecified error undefined []'],
    [
      [tag('otel.status_code', 'string', '"OK"'), tag('error', 'bool', 'true')],
      'unspecified error undefined []',
    ],
    [[tag('otel.status_code', 'string', '"7"')], 'unspecified unset undefined [otel.status_code]'],
    [
      [tag('otel.status_description', 'string', '"broken"'), tag('error', 'bool', 'true')],
      'unspecified error broken []',
    ],
    [[tag('span.kind', 'string', '"producer"')], 'producer unset undefined []'],
    [[tag('span.kind', 'string', '"odd"')], 'unspecified unset undefined [span.kind]'],
  ])('%j', (tags, expected) => {
    expect(summary(tagged(...tags))).toBe(expected);
  });

  test('scope, trace state and warnings', () => {
    const span = spanOf(
      `,"tags":[${tag('otel.scope.name', 'string', '"mqtt"')},${tag('otel.library.version', 'string', '"5"')},` +
        `${tag('w3c.tracestate', 'string', '"vendor=1"')}],"warnings":["clock skew"],"flags":1`,
    );
    expect(span?.scope).toEqual({ name: 'mqtt', version: '5', attributes: new Map() });
    expect([span?.traceState, span?.flags]).toEqual(['vendor=1', 1]);
    expect(span?.attributes).toEqual(new Map([['@jaeger@warnings', ['clock skew']]]));
  });
});

describe('references', () => {
  const reference = (refType: string, traceID: string, spanID: string) =>
    JSON.stringify({ refType, traceID, spanID });

  const related = (...references: string[]) => {
    const span = spanOf(`,"references":[${references.join(',')}]`);
    const links = span?.links.map(
      (link: SpanLink) =>
        `${link.traceId.slice(-2)}/${link.spanId.slice(-2)}${link.attributes.size > 0 ? ' child_of' : ''}`,
    );
    return `parent ${span?.parentSpanId?.slice(-2)} links ${links?.join(', ')}`;
  };

  test.each([
    [[], 'parent undefined links '],
    [[reference('CHILD_OF', TRACE, 'a1')], 'parent a1 links '],
    [[reference('FOLLOWS_FROM', TRACE, 'a1')], 'parent a1 links 36/a1'],
    [[reference('FOLLOWS_FROM', 'ff', 'a1')], 'parent undefined links ff/a1'],
    [[reference('CHILD_OF', 'ff', 'a1')], 'parent undefined links ff/a1 child_of'],
    [
      [
        reference('CHILD_OF', 'ff', 'ff'),
        reference('CHILD_OF', TRACE, 'b2'),
        reference('FOLLOWS_FROM', TRACE, 'b2'),
      ],
      'parent b2 links ff/ff child_of, 36/b2',
    ],
    [[reference('FOLLOWS_FROM', TRACE, '00f067aa0ba902b7')], 'parent undefined links 36/b7'],
    [[reference('CHILD_OF', TRACE, '00f067aa0ba902b7')], 'parent b7 links '],
  ])('%j', (references, expected) => {
    expect(related(...references)).toBe(expected);
  });

  test('parentSpanID comes before references', () => {
    const span = spanOf(
      `,"parentSpanID":"C3","references":[${reference('CHILD_OF', TRACE, 'a1')}]`,
    );
    expect(span?.parentSpanId).toBe('00000000000000c3');
    expect(span?.links).toHaveLength(1);
  });
});

describe('processes', () => {
  test.each(['OTLPResourceNoServiceName', 'missing-service-name', ''])(
    '%j is no service',
    (name) => {
      const span = spanOf('', `{"serviceName":"${name}","tags":[${tag('host', 'string', '"a"')}]}`);
      expect(span?.resource).toEqual({
        service: 'unknown_service',
        attributes: new Map([['host', 'a']]),
      });
    },
  );

  test('an id called __proto__ is an id, and one that is not listed is noted', () => {
    const span = `{"traceID":"1","spanID":"2","processID":"__proto__"}`;
    const listed = `{"traceID":"1","spans":[${span}],"processes":{"__proto__":{"serviceName":"a"}}}`;
    expect(decode(listed).spans[0]?.resource.service).toBe('a');
    const { spans, rejected, errors } = decode(`{"traceID":"1","spans":[${span}],"processes":{}}`);
    expect([spans[0]?.resource.service, rejected]).toEqual(['unknown_service', 0]);
    expect(errors).toEqual([
      'the trace.spans[0]: its process is not listed, so its service is unknown',
    ]);
  });
});

describe('whole answers', () => {
  test('ids of older writers are filled up', () => {
    const [span] = decode('{"traceID":"A1","spans":[{"spanID":"B2"}],"processes":{}}').spans;
    expect([span?.traceId, span?.spanId]).toEqual(['a1'.padStart(32, '0'), 'b2'.padStart(16, '0')]);
  });

  test('nulls stand for nothing', () => {
    const span = spanOf(',"tags":null,"logs":null,"references":null,"warnings":null');
    expect([span?.attributes.size, span?.events, span?.links]).toEqual([0, [], []]);
  });

  test('logs become events, named by their field "event"', () => {
    const span = spanOf(
      `,"logs":[{"timestamp":1767225600006000,"fields":[${tag('event', 'string', '"puback"')},${tag('id', 'int64', '17')}]},` +
        `{"timestamp":1767225600007000,"fields":null}]`,
    );
    expect(span?.events).toEqual([
      { name: 'puback', timeUs: 1767225600006000, attributes: new Map([['id', 17n]]) },
      { name: '', timeUs: 1767225600007000, attributes: new Map() },
    ]);
  });

  test.each([
    ['{"spanID":"xyz"}', 'its span id is missing, all zero or not 8 bytes long'],
    ['{"spanID":"1","traceID":"0"}', 'its trace id is missing, all zero or not 16 bytes long'],
    ['{"spanID":"1","startTime":"soon"}', 'startTime is no number of microseconds'],
    ['{"spanID":"1","startTime":-5}', 'startTime is negative'],
    [
      '{"spanID":"1","startTime":1767225600000000000}',
      'startTime lies after 2554; it counts microseconds since 1970',
    ],
    ['{"spanID":"1","tags":{}}', 'tags is no list'],
    ['7', 'it is no object'],
  ])('a span %s is refused alone', (bad, reason) => {
    const { spans, rejected, errors } = decode(
      `{"data":[{"traceID":"1","spans":[${bad},{"spanID":"2"}],"processes":{}}]}`,
    );
    expect([spans.length, rejected]).toEqual([1, 1]);
    expect(errors[0]).toBe(`data[0].spans[0]: ${reason}`);
  });

  test.each([
    ['{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}', 'trace not found'],
    ['{"resourceSpans":[]}', 'an object with "data" expected'],
    ['7', 'an object with "data" expected'],
    ['{"data":7}', 'data is no list'],
    ['{"data":[7]}', 'data[0]: it is no object'],
    ['{"data":[{"spans":7}]}', 'data[0]: spans is no list'],
    ['{"data":[{"spans":[],"processes":{"p1":7}}]}', 'data[0]: a process is no object'],
  ])('%s fails as a whole', (text, message) => {
    const decoded = decodeJaegerJson(text);
    expect(decoded.ok ? 'decoded' : decoded.error.message).toBe(`not Jaeger JSON: ${message}`);
  });

  test('errors beside traces are passed on', () => {
    const text = '{"data":[],"errors":[{"code":500,"msg":"one index is missing"}]}';
    expect(decode(text).errors).toEqual(['Jaeger reported: one index is missing']);
  });

  test('JSON of any shape is answered, never thrown at', () => {
    const names = [
      'data',
      'spans',
      'processes',
      'p1',
      'tags',
      'key',
      'type',
      'value',
      'references',
      'logs',
      'fields',
      'spanID',
      'processID',
      'errors',
    ];
    const json = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'large' },
        fc.constantFrom<unknown>(null, 1, -1.5, 'x', 'p1', 'int64', 'a1', true),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 5 }),
      ),
    })).json;
    fc.assert(
      fc.property(json, (value) => {
        expect(typeof decodeJaegerJson(JSON.stringify(value)).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});
