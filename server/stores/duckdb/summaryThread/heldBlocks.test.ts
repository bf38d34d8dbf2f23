import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../../../shared/span/span.ts';
import { arbitrarySpans } from '../../../../shared/testing/arbitrarySpans.ts';
import { publish } from '../testing/testSession.ts';
import { HeldBlocks } from './heldBlocks.ts';
import { SharedNumbers, SpanBlockBuilder } from './spanBlock.ts';

/** Takes blocks as they come out of a message. */
class Receiver {
  readonly held = new HeldBlocks();
  readonly #shared = new SharedNumbers();

  receive(spans: readonly Span[], tnoOf: (span: Span, index: number) => number, nowMs = 0): void {
    const block = new SpanBlockBuilder(spans.length + 1, this.#shared);
    spans.forEach((span, index) => {
      block.add(tnoOf(span, index), span, index % 256);
    });
    expect(block.rowCount).toBe(spans.length);
    this.held.hold(structuredClone(block.finish()), nowMs);
  }
}

/** Without what only an export needs. */
const brief = ({ startNs, endNs, flags, traceState, dropped, ...span }: Span): Span => ({
  ...span,
  traceId: 'of the request',
  resource: { service: span.resource.service, attributes: span.resource.attributes },
  scope: { name: span.scope.name, version: '', attributes: span.scope.attributes },
});

test('spans come out of blocks as they went in, without what only an export needs', () => {
  const batches = fc.array(arbitrarySpans(), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(batches, (arrived) => {
      const receiver = new Receiver();
      const tnoOf = (_: Span, index: number) => 1 + (index % 3);
      for (const spans of arrived) receiver.receive(spans, tnoOf);
      for (const tno of [1, 2, 3]) {
        const ofTrace = arrived.flatMap((spans) =>
          spans.flatMap((span, index) =>
            tnoOf(span, index) === tno ? [{ span, says: index % 256 }] : [],
          ),
        );
        const { spans, says } = receiver.held.spansOf(tno, 'of the request');
        expect(spans).toEqual(ofTrace.map(({ span }) => brief(span)));
        expect(says).toEqual(ofTrace.map((one) => one.says));
        expect(receiver.held.countOf(tno)).toBe(ofTrace.length);
      }
    }),
  );
});

test('a parent id of zeros is one, times may be no numbers, and 0 is not -0', () => {
  const hostile: readonly Span[] = [
    { ...publish(1), parentSpanId: '0'.repeat(16), startUs: Number.NaN, durationUs: -5 },
    { ...publish(1), attributes: new Map([['a', 0]]) },
    { ...publish(1), attributes: new Map([['a', -0]]) },
    { ...publish(1), attributes: new Map([['a', 0]]) },
    { ...publish(1), attributes: new Map([['__proto__', new Map([['deep', [1n, undefined]]])]]) },
  ];
  const receiver = new Receiver();
  receiver.receive(hostile, () => 7);
  expect(receiver.held.spansOf(7, 'of the request').spans).toEqual(hostile.map(brief));
});

test('a block is kept as long as a trace with spans in it', () => {
  const receiver = new Receiver();
  const { held } = receiver;
  receiver.receive([publish(1), publish(2)], (_, index) => 1 + index);
  receiver.receive([publish(2), publish(3)], (_, index) => 2 + index);
  expect(held.blockCount).toBe(2);
  held.letGo(2);
  held.letGo(2);
  expect(held.blockCount).toBe(2);
  held.letGo(1);
  expect(held.blockCount).toBe(1);
  expect(held.spansOf(3, 'of the request').spans).toEqual([brief(publish(3))]);
  held.letGo(3);
  expect([held.blockCount, held.countOf(3)]).toEqual([0, 0]);
});

test('a trace that gets a span now and then does not keep what came beside it', () => {
  const receiver = new Receiver();
  const { held } = receiver;
  for (let second = 0; second <= 30; second++) {
    receiver.receive([publish(1), publish(2)], (_, index) => 1 + index, 1_000 * second);
    held.letGo(2);
  }
  expect(held.blockCount).toBeLessThanOrEqual(10);
  expect(held.countOf(1)).toBe(held.blockCount);
});

test('resources are sent once, and numbered anew when there are too many', () => {
  const gateway = (number: number): Span => ({
    ...publish(1),
    resource: { service: `gateway-${number}`, attributes: new Map([['number', number]]) },
  });
  const first = gateway(0);
  const many = Array.from({ length: 10_001 }, (_, index) => gateway(1 + index));
  const shared = new SharedNumbers();
  const held = new HeldBlocks();
  const batches = [[first], [first, ...many], [first], [first]];
  const sent = batches.map((spans, tno) => {
    const block = new SpanBlockBuilder(spans.length, shared);
    for (const span of spans) block.add(tno, span, 0);
    const finished = block.finish();
    held.hold(structuredClone(finished), 0);
    return [finished.shared.areFirst, finished.shared.resources.length];
  });
  expect(sent).toEqual([
    [true, 1],
    [false, 10_001],
    [true, 1],
    [false, 0],
  ]);
  batches.forEach((spans, tno) => {
    expect(held.spansOf(tno, 'of the request').spans).toEqual(spans.map(brief));
  });
});
