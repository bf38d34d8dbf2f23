import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitrarySpans } from '../testing/arbitrarySpans.ts';
import { encodeOtlpProtobuf } from './encodeOtlpProtobuf.ts';
import { decodeOtlpProtobuf } from './otlpProtobuf.ts';

test('what was encoded decodes to the same spans, resources and scopes shared as before', () => {
  fc.assert(
    fc.property(arbitrarySpans(), (spans) => {
      const decoded = decodeOtlpProtobuf(encodeOtlpProtobuf(spans));
      expect(decoded).toEqual({
        ok: true,
        value: expect.objectContaining({ rejected: 0, errors: [] }),
      });
      expect(decoded.ok && decoded.value.spans).toStrictEqual([...spans]);
    }),
  );
});
