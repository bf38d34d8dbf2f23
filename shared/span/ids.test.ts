import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  normalizeSpanId,
  normalizeTraceId,
  spanIdFromBigInt,
  spanIdFromBytes,
  spanIdToBigInt,
  traceIdFromBytes,
  traceIdFromHalves,
  traceIdToHalves,
  writeIdBytes,
  writeIdHalves,
} from './ids.ts';

describe('normalizing an id', () => {
  test.each([
    ['4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
    ['4BF92F3577B34DA6A3CE929D0E0E4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
    ['a3ce929d0e0e4736', '0000000000000000a3ce929d0e0e4736'],
    ['3ce929d0e0e4736', '000000000000000003ce929d0e0e4736'],
    ['1', '00000000000000000000000000000001'],
  ])('the trace id %s is kept as %s', (text, kept) => {
    expect(normalizeTraceId(text)).toBe(kept);
  });

  test.each([
    '',
    '0',
    '00000000000000000000000000000000',
    '4bf92f3577b34da6a3ce929d0e0e47361',
    'xyz',
    '0x12',
    ' 12',
    '１２',
    '12\n',
  ])('%j is no trace id', (text) => {
    expect(normalizeTraceId(text)).toBeUndefined();
  });

  test('a span id is padded to 16 digits and refused beyond them', () => {
    expect(normalizeSpanId('A1')).toBe('00000000000000a1');
    expect(normalizeSpanId('00f067aa0ba902b7')).toBe('00f067aa0ba902b7');
    expect(normalizeSpanId('100f067aa0ba902b7')).toBeUndefined();
    expect(normalizeSpanId('0000000000000000')).toBeUndefined();
  });
});

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('the other forms of an id lead back to it', () => {
  test('bytes at any offset', () => {
    fc.assert(
      fc.property(bytesOf(16), fc.nat(9), (bytes, offset) => {
        const id = Buffer.from(bytes).toString('hex');
        const target = new Uint8Array(32);
        expect(writeIdBytes(id, target, offset)).toBe(offset + 16);
        expect(traceIdFromBytes(target, offset)).toBe(id);
        expect(spanIdFromBytes(target, offset)).toBe(id.slice(0, 16));
      }),
    );
  });

  test('64-bit numbers, also when a database hands them back signed', () => {
    fc.assert(
      fc.property(bytesOf(16), (bytes) => {
        const id = Buffer.from(bytes).toString('hex');
        const { high, low } = traceIdToHalves(id);
        expect(traceIdFromHalves({ high, low })).toBe(id);
        expect(traceIdFromHalves({ high: BigInt.asIntN(64, high), low })).toBe(id);
        const spanId = id.slice(16);
        expect(spanIdFromBigInt(spanIdToBigInt(spanId))).toBe(spanId);
      }),
    );
  });
});

test('the halves of a span id are those of its 64-bit number', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
      const halves = new Uint32Array(4);
      writeIdHalves(spanIdFromBigInt(id), halves, 2);
      expect([...halves]).toEqual([0, 0, Number(id & 0xffffffffn), Number(id >> 32n)]);
    }),
  );
});
