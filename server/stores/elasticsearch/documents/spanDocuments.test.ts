import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../../../../shared/span/span.ts';
import { SpanDocuments } from './spanDocuments.ts';

const DOCUMENT = {
  traceID: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanID: '00f067aa0ba902b7',
  operationName: 'x',
  startTime: 1767225600000000,
  startTimeMillis: 1767225600000,
  duration: 12000,
  process: { serviceName: 'gateway', tags: [] },
};

const read = (fields: object, documents = new SpanDocuments('@')): Span | undefined =>
  documents.read({ ...DOCUMENT, ...fields });

const attributesOf = (fields: object, documents?: SpanDocuments) => [
  ...(read(fields, documents)?.attributes ?? []),
];

/** As a parser leaves it: `__proto__` is a key like any other. */
const parsed = (json: string): object => JSON.parse(json);

describe('tags that are fields of their own', () => {
  test.each<[string, string, unknown]>([
    ['an integral number is an integer', '5', 5n],
    ['another number is a double', '5.5', 5.5],
    ['a number beyond all integers is a double', '1e21', 1e21],
    ['a boolean', 'true', true],
    ['a text that looks like a number', '"5"', '5'],
    ['a list', '["a",2]', ['a', 2n]],
  ])('%s', (_, json, value) => {
    expect(attributesOf({ tag: parsed(`{"a@b":${json}}`) })).toEqual([['a.b', value]]);
  });

  test('integers beyond 2^53 are exact', () => {
    expect(attributesOf({ tag: { big: 9007199254740993n } })).toEqual([['big', 9007199254740993n]]);
  });

  test('other characters may stand for the dot, or none', () => {
    const tag = { 'a@b_c': '1' };
    expect(attributesOf({ tag }, new SpanDocuments('_'))).toEqual([['a@b.c', '1']]);
    expect(attributesOf({ tag }, new SpanDocuments('.'))).toEqual([['a@b_c', '1']]);
    expect(attributesOf({ tag }, new SpanDocuments(''))).toEqual([['a@b_c', '1']]);
  });

  test("Jaeger's own key with the character in it is known", () => {
    expect(attributesOf({ tag: { '@jaeger@warnings': '[]' } })).toEqual([
      ['@jaeger@warnings', '[]'],
    ]);
  });

  test('objects inside are keys with dots, to the engine as well', () => {
    const tag = { http: { status: 500, peer: { 'a@b': 'x' } } };
    expect(attributesOf({ tag })).toEqual([
      ['http.status', 500n],
      ['http.peer.a.b', 'x'],
    ]);
  });

  test('stand beside a list, which knows the types', () => {
    const span = read({
      tags: [{ key: 'ratio', type: 'float64', value: 1 }],
      tag: { ratio: 1, 'span@kind': 'client', error: true, 'otel@scope@name': 'mqtt' },
    });
    expect([...(span?.attributes ?? [])]).toEqual([['ratio', 1]]);
    expect([span?.kind, span?.status, span?.scope.name]).toEqual(['client', 'error', 'mqtt']);
  });

  test('hostile keys are keys', () => {
    expect(attributesOf({ tag: parsed('{"__proto__":"x","constructor":1}') })).toEqual([
      ['__proto__', 'x'],
      ['constructor', 1n],
    ]);
  });

  test('a process has them too', () => {
    const process = { serviceName: 'a', tags: null, tag: { 'host@name': 'edge' } };
    expect(read({ process })?.resource).toEqual({
      service: 'a',
      attributes: new Map([
        ['service.name', 'a'],
        ['host.name', 'edge'],
      ]),
    });
  });
});

describe('lists of tags', () => {
  test.each<[unknown, unknown]>([
    [[{ key: 'k', type: 'bool', value: 'true' }], true],
    [[{ key: 'k', type: 'int64', value: '9007199254740993' }], 9007199254740993n],
    [[{ key: 'k', type: 'binary', value: '00fF10' }], Uint8Array.of(0, 255, 16)],
    [[{ key: 'k', type: 'binary', value: 'AP8Q' }], 'AP8Q'],
    [{ key: 'k', type: 'int64', value: 5 }, 5n],
    [{ k: 5 }, 5n],
  ])('%j', (tags, value) => {
    expect(attributesOf({ tags })).toEqual([['k', value]]);
  });

  test.each([[null], [[]], [undefined]])('%j is none', (nothing) => {
    const fields = { tags: nothing, references: nothing, logs: nothing, tag: nothing };
    const span = read({ ...fields, process: { serviceName: 'a', tags: nothing } });
    expect([span?.attributes.size, span?.links, span?.events]).toEqual([0, [], []]);
  });
});

describe('ids and parents', () => {
  test('of any length', () => {
    const span = read({ traceID: 'A1', spanID: 'b2', parentSpanID: 'c3' });
    expect([span?.traceId, span?.spanId, span?.parentSpanId]).toEqual([
      'a1'.padStart(32, '0'),
      'b2'.padStart(16, '0'),
      'c3'.padStart(16, '0'),
    ]);
  });

  test('a parent is known by a reference to the same trace, however its id is written', () => {
    const reference = { refType: 'CHILD_OF', traceID: '000000000000000a', spanID: 'c3' };
    expect(read({ traceID: 'a', references: [reference] })?.parentSpanId).toBe(
      'c3'.padStart(16, '0'),
    );
  });
});

describe('resources', () => {
  const processWith = (value: unknown) => ({
    serviceName: 'a',
    tags: [{ key: 'k', type: 'int64', value }],
  });

  test('of equal processes are one object, of different ones are not', () => {
    const documents = new SpanDocuments('@');
    const [one, again, other, text] = [1, 1, 2, '1'].map(
      (value) => read({ process: processWith(value) }, documents)?.resource,
    );
    expect(again).toBe(one);
    expect(other?.attributes.get('k')).toBe(2n);
    expect(text).not.toBe(one);
  });

  test('a tag of the list and one that is a field are told apart', () => {
    const documents = new SpanDocuments('.');
    const list = { serviceName: 'a', tags: [{ key: 'x@y', type: 'k', value: 'v' }] };
    const field = { serviceName: 'a', tags: [], tag: { 'x@y': 'k', v: undefined } };
    expect(read({ process: list }, documents)?.resource.attributes.get('x@y')).toBe('v');
    expect(read({ process: field }, documents)?.resource.attributes.get('x@y')).toBe('k');
  });

  test('more different ones than are remembered are still right', () => {
    const documents = new SpanDocuments('@');
    for (let i = 0; i < 40_000; i++) {
      const { resource } = read({ process: processWith(i) }, documents) ?? {};
      if (resource?.attributes.get('k') !== BigInt(i)) throw new Error(`${i} is wrong`);
    }
  });
});

describe('documents that are no span', () => {
  test.each<[unknown, string]>([
    [7, 'it is no object'],
    [{ ...DOCUMENT, traceID: undefined }, 'its trace id is missing, all zero or not 16 bytes long'],
    [{ ...DOCUMENT, spanID: 12 }, 'its span id is missing, all zero or not 8 bytes long'],
    [{ ...DOCUMENT, startTime: -1 }, 'startTime is negative'],
    [{ ...DOCUMENT, startTime: 'soon' }, 'startTime is no number of microseconds'],
    [{ ...DOCUMENT, tags: 7 }, 'tags is no list'],
    [{ ...DOCUMENT, tag: 7 }, 'tag is no object'],
    [{ ...DOCUMENT, process: 'x' }, 'a process is no object'],
  ])('%j is counted, with its reason, and the next is read', (source, reason) => {
    const documents = new SpanDocuments('@');
    expect(documents.read(source)).toBeUndefined();
    expect([documents.rejected, documents.reasons]).toEqual([1, [reason]]);
    expect(documents.read(DOCUMENT)?.operation).toBe('x');
  });

  test('a bad link is dropped and noted, its span stays', () => {
    const documents = new SpanDocuments('@');
    const span = read({ references: [{ refType: 'FOLLOWS_FROM', traceID: 'x' }] }, documents);
    expect([span?.links, documents.rejected]).toEqual([[], 0]);
    expect(documents.reasons).toHaveLength(1);
  });

  test('a value of megabytes is a value', () => {
    const long = 'x'.repeat(5_000_000);
    const span = read({
      tags: [{ key: 'k', type: 'string', value: long }],
      process: { serviceName: 'a', tags: [{ key: 'k', type: 'string', value: long }] },
    });
    expect(span?.attributes.get('k')).toBe(long);
    expect(span?.resource.attributes.get('k')).toBe(long);
  });

  test('JSON of any shape is a span or a refusal, never an exception', () => {
    const names = [
      ...Object.keys(DOCUMENT),
      'tags',
      'tag',
      'key',
      'type',
      'value',
      'references',
      'logs',
      'fields',
      'serviceName',
      '__proto__',
    ];
    const json = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'large' },
        fc.constantFrom<unknown>(null, 1, -1.5, 2n ** 63n, 'x', 'int64', 'a1', true),
        fc.array(tie('json'), { maxLength: 3 }),
        fc
          .array(fc.tuple(fc.constantFrom(...names), tie('json')), { maxLength: 5 })
          .map((members) => Object.fromEntries(members)),
      ),
    })).json;
    fc.assert(
      fc.property(json, fc.constantFrom(...names), json, (value, name, field) => {
        const documents = new SpanDocuments('@');
        const spans = [value, { ...DOCUMENT, [name]: field }].map((it) => documents.read(it));
        expect(spans.filter((span) => span === undefined)).toHaveLength(documents.rejected);
      }),
      { numRuns: 1000 },
    );
  });
});
