import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonSplitter, MAX_PIECE_BYTES, type Piece } from './jsonSplitter.ts';

/** The pieces of a text that arrives in chunks of so many bytes, one a line. */
function piecesOf(text: string | Buffer, chunkBytes = 1_000_000): string[] {
  const splitter = new JsonSplitter();
  const bytes = Buffer.from(text);
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    pieces.push(...splitter.split(bytes.subarray(at, at + chunkBytes)));
  }
  return [...pieces, ...splitter.end()].map(print);
}

function print(piece: Piece): string {
  switch (piece.piece) {
    case 'open':
      return `${piece.atByte}: open ${piece.kind}`;
    case 'broken':
      return `${piece.atByte}: broken${piece.isFinal ? ' for good' : ''}, ${piece.message}`;
    default:
      return `${piece.atByte}: ${piece.piece} ${piece.kind} ${piece.json}`;
  }
}

const OTLP = `{"resourceSpans":[{"resource":{"a":[1,{"spans":[2]}]},"scopeSpans":[{"scope":{},"spans":[{"n":"]}"},{"n":2}]},{"spans":[]}],"schemaUrl":"u"}]}`;

test('an OTLP request comes apart into spans, scopes and resources', () => {
  expect(piecesOf(OTLP)).toEqual([
    '0: open document',
    '18: open resource',
    '68: open scope',
    '89: element otlpSpan {"n":"]}"}',
    '100: element otlpSpan {"n":2}',
    '68: close scope {"scope":{},"spans":[]}',
    '110: open scope',
    '110: close scope {"spans":[]}',
    '18: close resource {"resource":{"a":[1,{"spans":[2]}]},"scopeSpans":[],"schemaUrl":"u"}',
    '0: close document {"resourceSpans":[]}',
  ]);
});

test('a Jaeger answer comes apart into spans and traces', () => {
  const text =
    '{"data":[{"traceID":"1","spans":[{"s":1} , {"s":2}],"processes":{"p1":{}}}],"errors":null}';
  expect(piecesOf(text)).toEqual([
    '0: open document',
    '9: open trace',
    '33: element jaegerSpan {"s":1}',
    '43: element jaegerSpan {"s":2}',
    '9: close trace {"traceID":"1","spans":[],"processes":{"p1":{}}}',
    '0: close document {"data":[],"errors":null}',
  ]);
});

test.each([
  [
    'a bare trace',
    '{"spans":[{}],"processes":{}}',
    ['10: element jaegerSpan {}', '0: close document {"spans":[],"processes":{}}'],
  ],
  [
    'a wrapped request',
    '{"result":{"resourceSpans":[]}}',
    [
      '10: open document',
      '10: close document {"resourceSpans":[]}',
      '0: close document {"result":{}}',
    ],
  ],
  [
    'a list of documents',
    '[{"a":1},{"b":2}]',
    [
      '1: open document',
      '1: close document {"a":1}',
      '9: open document',
      '9: close document {"b":2}',
    ],
  ],
  [
    'odd elements',
    '{"spans":[1,"a,]",[2,3],null]}',
    [
      '10: element jaegerSpan 1',
      '12: element jaegerSpan "a,]"',
      '18: element jaegerSpan [2,3]',
      '24: element jaegerSpan null',
      '0: close document {"spans":[]}',
    ],
  ],
  ['a group that is none', '{"data":[7]}', ['9: element trace 7', '0: close document {"data":[]}']],
  [
    'keys that are no lists',
    '{"spans":{"x":[{}]},"data":"[{}]"}',
    ['0: close document {"spans":{"x":[{}]},"data":"[{}]"}'],
  ],
  [
    'a value that looks like a key',
    '{"a":"spans","b":["spans",[{}]]}',
    ['0: close document {"a":"spans","b":["spans",[{}]]}'],
  ],
  [
    'keys with escapes and of any length',
    `{"\\"spans":[{}],"${'k'.repeat(99)}":[{}]}`,
    [`0: close document {"\\"spans":[{}],"${'k'.repeat(99)}":[{}]}`],
  ],
])('%s', (_, text, expected) => {
  expect(piecesOf(text).filter((line) => line !== '0: open document')).toEqual(expected);
});

test('lines are documents of their own', () => {
  expect(
    piecesOf('{"spans":[1]}\n{"spans":[2]}\r\n\n{"spans":[]}').filter((line) =>
      / element| close/.test(line),
    ),
  ).toEqual([
    '10: element jaegerSpan 1',
    '0: close document {"spans":[]}',
    '24: element jaegerSpan 2',
    '14: close document {"spans":[]}',
    '30: close document {"spans":[]}',
  ]);
});

describe('where it breaks off', () => {
  test('what is open is closed with its complete members', () => {
    const cut = OTLP.slice(0, OTLP.indexOf('{"n":2') + 4);
    expect(piecesOf(cut).slice(4)).toEqual([
      '68: close scope {"scope":{}}',
      '18: close resource {"resource":{"a":[1,{"spans":[2]}]}}',
      '0: close document {}',
      `${cut.length}: broken for good, the file ends before its JSON does`,
    ]);
  });

  test('a broken line does not take the next ones along', () => {
    const text = '{"spans":[1]}\n{"spans":[2,{"a":"\n{"spans":[3]}\n';
    expect(piecesOf(text).slice(3)).toEqual([
      '14: open document',
      '24: element jaegerSpan 2',
      '14: close document {}',
      '33: broken, a line breaks off',
      '33: open document',
      '43: element jaegerSpan 3',
      '33: close document {"spans":[]}',
    ]);
  });

  test('a pretty document is no broken line', () => {
    const pretty = JSON.stringify({ spans: [{ a: [{}] }] }, null, 1);
    expect(piecesOf(`${pretty}\n${pretty}`).filter((line) => line.includes('broken'))).toEqual([]);
    expect(piecesOf(`{}\n${pretty}`).filter((line) => line.includes('broken'))).toEqual([]);
  });

  test.each([
    ['', ['0: broken for good, the file is empty']],
    [' \n ', ['0: broken for good, the file is empty']],
    ['<html>\n', ['0: broken for good, not JSON: an object expected, found "<html>"']],
    ['"text"', ['0: broken for good, not JSON: an object expected, found "\\"text\\""']],
    [
      '{}\nerror\n{}',
      [
        '0: open document',
        '0: close document {}',
        '3: broken, not JSON: an object expected, found "error"',
        '9: open document',
        '9: close document {}',
      ],
    ],
    [
      '{"spans":[}]}',
      [
        '0: open document',
        '0: close document {}',
        '10: broken, not JSON: an object expected, found "}]}"',
      ],
    ],
  ])('%j', (text, expected) => {
    const size = Buffer.byteLength(text);
    expect(
      piecesOf(text).map((line) =>
        line.replace(`${size}: broken for good, the file is`, '0: broken for good, the file is'),
      ),
    ).toEqual(expected);
  });

  test('ten thousand nested lists are one value', () => {
    const nested = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(piecesOf(`{"spans":[${nested}]}`)[1]).toBe(`10: element jaegerSpan ${nested}`);
    expect(piecesOf(nested)[0]).toMatch(/^1: element document \[\[/);
  });

  test('a value larger than the limit ends the reading', () => {
    const splitter = new JsonSplitter();
    splitter.split(Buffer.from('{"spans":[{"a":"'));
    const chunk = Buffer.alloc(1_000_000, 'x');
    const pieces: Piece[] = [];
    for (let i = 0; i < 100; i++) pieces.push(...splitter.split(chunk));
    expect(pieces.map(print)).toEqual([
      '0: close document {}',
      `34000000: broken for good, one value is larger than ${MAX_PIECE_BYTES} bytes`.replace(
        '34000000',
        String(Math.ceil((MAX_PIECE_BYTES - 6) / 1e6) * 1e6 + 16),
      ),
    ]);
  });
});

test('where the chunks are cut makes no difference', () => {
  const value = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom<unknown>(null, 1, 'x', '"\\', 'ü{[', '\n'),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('resourceSpans', 'scopeSpans', 'spans', 'data', 'result', 'x'),
        tie('json'),
        { maxKeys: 3 },
      ),
    ),
  })).json;
  const text = fc
    .tuple(fc.array(value, { maxLength: 3 }), fc.constantFrom(undefined, 1), fc.nat(200))
    .map(([values, indent, cut]) => {
      const whole = values.map((it) => JSON.stringify(it, null, indent)).join('\n');
      return cut % 2 === 0 ? whole : whole.slice(0, cut);
    });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (json, chunkBytes) => {
      const pieces = (bytes?: number) =>
        piecesOf(json, bytes).map((it) => it.replace(/, found .*/, ''));
      expect(pieces(chunkBytes)).toEqual(pieces());
    }),
    { numRuns: 1000 },
  );
});

test('the pieces of good JSON are good JSON', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      for (const text of [
        `{"spans":[${json}],"x":${json}}`,
        `{"x":${json},"data":[{"spans":[${json}]}]}`,
      ]) {
        const splitter = new JsonSplitter();
        for (const piece of [...splitter.split(Buffer.from(text)), ...splitter.end()]) {
          if (piece.piece !== 'element' && piece.piece !== 'close') continue;
          expect(() => JSON.parse(piece.json.toString())).not.toThrow();
        }
      }
    }),
  );
});
