import { brotliCompressSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGE_EVIDENCES } from '../pipeline/stageEvidence.ts';
import { layoutFromText } from '../testing/layoutFromText.ts';
import { randomFrom, syntheticLayout } from '../testing/syntheticLayout.ts';
import { ColumnsDecoder, decodeRowIds } from './decode.ts';
import { encodeRowIds, encodeTraceColumns } from './encode.ts';
import { emptyLayout } from './joinLayouts.ts';
import { layoutTrace } from './layoutTrace.ts';
import type { SpanLayout } from './spanLayout.ts';
import type { TraceColumns } from './traceColumns.ts';
import { ColumnsFormatError } from './wireFormat.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const anyLayout: fc.Arbitrary<SpanLayout> = fc
  .record({
    services: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
    operations: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }),
    spans: fc.array(
      fc.record({
        id: fc.bigInt({ min: 1n, max: 30n }),
        parent: fc.bigInt({ min: 0n, max: 30n }),
        startUs: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 7_258_118_400_000_000 })),
        durationUs: fc.oneof(fc.nat(), fc.maxSafeInteger()),
        service: fc.nat(),
        operation: fc.nat(),
        evidence: fc.nat({ max: STAGE_EVIDENCES.length - 1 }),
        status: fc.nat({ max: 2 }),
      }),
      { maxLength: 30 },
    ),
  })
  .map(({ services, operations, spans }) => {
    const layout = emptyLayout(spans.length);
    spans.forEach((span, i) => {
      layout.spanId[i] = span.id;
      layout.parentId[i] = span.parent;
      layout.startUs[i] = span.startUs;
      layout.durationUs[i] = span.durationUs;
      layout.service[i] = span.service % services.length;
      layout.operation[i] = span.operation % operations.length;
      layout.evidence[i] = span.evidence;
      layout.status[i] = span.status;
    });
    return { ...layout, services, operations };
  });

function decodeWhole(bytes: Uint8Array): TraceColumns {
  const decoder = new ColumnsDecoder();
  const [columns] = decoder.push(bytes);
  decoder.finish();
  if (columns === undefined) throw new Error('no snapshot');
  return columns;
}

describe('the layout on the wire', () => {
  test('comes back as it was sent', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        const { columns } = layoutTrace(TRACE_ID, [layout]);
        expect(decodeWhole(encodeTraceColumns(columns))).toEqual(columns);
      }),
    );
  });

  test('may arrive in chunks of any size, several snapshots in one stream', () => {
    const batches = [layoutFromText('1 - 0 9 gw:publish'), layoutFromText('2 1 3 1 db:write')];
    const [first] = batches;
    if (first === undefined) throw new Error('no batch');
    const early = layoutTrace(TRACE_ID, [first], { revision: 0, isFinal: false }).columns;
    const late = layoutTrace(TRACE_ID, batches, { revision: 1, isFinal: true }).columns;
    const stream = [...encodeTraceColumns(early), ...encodeTraceColumns(late)];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
        const decoder = new ColumnsDecoder();
        const snapshots: TraceColumns[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          snapshots.push(...decoder.push(Uint8Array.from(stream.slice(at, at + size))));
          at += size;
        }
        decoder.finish();
        expect(snapshots).toEqual([early, late]);
      }),
    );
  });

  test('takes at most 7 bytes a span once compressed, also when the tree is irregular', () => {
    for (const layout of [syntheticLayout(20_000), irregularLayout(20_000)]) {
      const frame = encodeTraceColumns(layoutTrace(TRACE_ID, [layout]).columns);
      const compressed = brotliCompressSync(frame, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
      });
      expect(compressed.length / layout.count).toBeLessThan(7);
    }
  });

  test('says that a stream was cut off, wherever it was', () => {
    const frame = encodeTraceColumns(layoutTrace(TRACE_ID, [syntheticLayout(50)]).columns);
    for (let length = 0; length < frame.length; length++) {
      const decoder = new ColumnsDecoder();
      expect(decoder.push(frame.subarray(0, length))).toEqual([]);
      expect(() => decoder.finish()).toThrow('ended before the whole trace had arrived');
    }
  });

  test('says that a stream ended with a snapshot that is not the last', () => {
    const early = layoutTrace(TRACE_ID, [], { revision: 0, isFinal: false }).columns;
    const decoder = new ColumnsDecoder();
    decoder.push(encodeTraceColumns(early));
    expect(() => decoder.finish()).toThrow(ColumnsFormatError);
  });

  test('refuses foreign bytes and other versions by name', () => {
    const page = new TextEncoder().encode('<!doctype html><title>Login</title>');
    expect(() => new ColumnsDecoder().push(page)).toThrow(
      'no trace layout (it should start with HSC)',
    );
    const frame = encodeTraceColumns(layoutTrace(TRACE_ID, []).columns);
    frame[3] = 2;
    expect(() => new ColumnsDecoder().push(frame)).toThrow('of format 2, this page reads 1');
  });

  test('answers damaged bytes with a format error or with consistent rows, never otherwise', () => {
    const frame = encodeTraceColumns(layoutTrace(TRACE_ID, [syntheticLayout(40)]).columns);
    const damage = fc.array(fc.tuple(fc.nat({ max: frame.length - 9 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = frame.slice();
        for (const [at, byte] of changes) damaged[8 + at] = byte;
        expectRowsOrFormatError(damaged);
      }),
      { numRuns: 2_000 },
    );
  });

  test('never crashes on random bytes behind a valid prefix', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const bytes = new Uint8Array(8 + body.length);
        bytes.set([0x48, 0x53, 0x43, 1, body.length]);
        bytes.set(body, 8);
        expectRowsOrFormatError(bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the ids on the wire', () => {
  test('come back as they were sent, 8 bytes each', () => {
    fc.assert(
      fc.property(fc.bigUint64Array(), (ids) => {
        const frame = encodeRowIds(ids);
        expect(frame.length).toBe(8 + ids.length * 8);
        expect(decodeRowIds(frame)).toEqual(ids);
      }),
    );
  });

  test('are refused when cut off or foreign', () => {
    const frame = encodeRowIds(BigUint64Array.of(1n, 2n));
    expect(() => decodeRowIds(frame.subarray(0, 20))).toThrow('2 ids announced, 1.5 received');
    expect(() => decodeRowIds(frame.subarray(0, 3))).toThrow(ColumnsFormatError);
    expect(() => decodeRowIds(new Uint8Array(8))).toThrow(ColumnsFormatError);
  });
});

function expectRowsOrFormatError(bytes: Uint8Array): void {
  const decoder = new ColumnsDecoder();
  try {
    for (const columns of decoder.push(bytes)) expectConsistent(columns);
  } catch (error) {
    if (!(error instanceof ColumnsFormatError)) throw error;
  }
}

function expectConsistent(columns: TraceColumns): void {
  for (let row = 0; row < columns.rowCount; row++) {
    expect(columns.parentRow[row]).toBeLessThan(row);
    expect(columns.operations[columns.operation[row] ?? -1]).toBeTypeOf('string');
    expect(Number.isSafeInteger(columns.startOffsetUs[row])).toBe(true);
  }
}

/** Random parents, random operations, times that follow nothing. */
function irregularLayout(count: number): SpanLayout {
  const random = randomFrom(7);
  const layout = emptyLayout(count);
  for (let i = 0; i < count; i++) {
    layout.spanId[i] = BigInt(i + 1);
    layout.parentId[i] = BigInt(Math.floor(random() * i));
    layout.startUs[i] = i * 40 + Math.floor(random() * 10_000);
    layout.durationUs[i] = Math.floor(random() ** 4 * 1_000_000);
    layout.service[i] = Math.floor(random() * 12);
    layout.operation[i] = Math.floor(random() ** 2 * 60);
  }
  return {
    ...layout,
    services: Array.from({ length: 12 }, (_, i) => `service-${i}`),
    operations: Array.from({ length: 60 }, (_, i) => `operation ${i}`),
  };
}
