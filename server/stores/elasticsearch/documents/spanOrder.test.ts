import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../../../../shared/span/span.ts';
import { arbitrarySpans } from '../../../../shared/testing/arbitrarySpans.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import { spanContent } from './spanContent.ts';
import { inSpanOrder } from './spanOrder.ts';

const spansOf = (text: string): readonly Span[] => traceFromText(text);

const print = (spans: readonly Span[]) =>
  spans.map(({ spanId, operation }) => `${Number(spanId)} ${operation}`);

test('by start, then by id, then by content', () => {
  const spans = spansOf(`
    c @x |  -| id:3
    b @x | - | id:2
    z @x | - | id:1
    a @x | - | id:1`);
  expect(print(inSpanOrder(spans))).toEqual(['1 a', '1 z', '2 b', '3 c']);
});

test('of copies one stays, of equal ids all', () => {
  const [one, twin] = spansOf(`
    client @x |-| id:1
    server @y |-| id:1`);
  if (one === undefined || twin === undefined) throw new Error('no spans');
  const copy = { ...one, attributes: new Map(one.attributes) };
  expect(print(inSpanOrder([twin, one, copy, twin]))).toEqual(['1 client', '1 server']);
});

test('the order of arrival never shows', () => {
  const order = fc.array(fc.nat(), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(arbitrarySpans(), order, (spans, keys) => {
      const shuffled = spans
        .map((span, at) => [keys[at % keys.length] ?? 0, span] as const)
        .sort(([a], [b]) => a - b)
        .map(([, span]) => span);
      const contents = inSpanOrder(shuffled).map(spanContent);
      expect(contents).toEqual(inSpanOrder(spans).map(spanContent));
      expect(new Set(contents)).toEqual(new Set(spans.map(spanContent)));
      expect(new Set(contents).size).toBe(contents.length);
    }),
  );
});

describe('content', () => {
  const contentWith = (attributes: Span['attributes']) => {
    const [span] = spansOf('a @x |-| internal');
    return span && spanContent({ ...span, attributes });
  };

  test.each<[string, [string, string | bigint | number][]]>([
    [
      'types',
      [
        ['k', '1'],
        ['n', 2n],
      ],
    ],
    [
      'order',
      [
        ['n', 2],
        ['k', 1n],
      ],
    ],
    [
      'how the span came',
      [
        ['k', 1],
        ['n', '2'],
        ['internal.span.format', 'otlp'],
      ],
    ],
  ])('is the same whatever %s', (_, entries) => {
    expect(contentWith(new Map(entries))).toBe(
      contentWith(
        new Map([
          ['k', 1],
          ['n', 2],
        ]),
      ),
    );
  });

  test('differs by value, and where it is', () => {
    const contents = [new Map([['k', '1']]), new Map([['k', '2']]), new Map([['1', 'k']])];
    expect(new Set(contents.map(contentWith)).size).toBe(3);
  });
});
