import type { ByteReader } from './byteReader.ts';
import type { ByteWriter } from './byteWriter.ts';
import { ColumnsFormatError } from './wireFormat.ts';

/** Bytes of the largest magnitude, 2^53 - 1. */
const MAX_PLANES = 7;
const SIGNED = 128;

/**
 * Writes whole numbers as planes: all lowest bytes, then all second bytes, as many
 * planes as the largest magnitude needs. One negative number costs a plane of signs.
 *
 *     [5, -300, 7]   header 2|SIGNED   05 2c 07   00 01 00   00 01 00
 */
export function writePlanes(writer: ByteWriter, values: ArrayLike<number>): void {
  const count = values.length;
  let largest = 0;
  let hasNegative = false;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    if (value < 0) hasNegative = true;
    largest = Math.max(largest, Math.abs(value));
  }
  const planeCount = bytesOf(largest);
  writer.byte(planeCount | (hasNegative ? SIGNED : 0));
  for (let plane = 0; plane < planeCount; plane++) {
    const target = writer.reserve(count);
    const unit = 256 ** plane;
    for (let i = 0; i < count; i++) target[i] = Math.floor(Math.abs(values[i] ?? 0) / unit) % 256;
  }
  if (!hasNegative) return;
  const signs = writer.reserve(count);
  for (let i = 0; i < count; i++) signs[i] = (values[i] ?? 0) < 0 ? 1 : 0;
}

/**
 * The numbers that `writePlanes` wrote.
 *
 * @throws {ColumnsFormatError} when planes are missing or a number is beyond 2^53 - 1
 */
export function readPlanes(reader: ByteReader, count: number): Float64Array {
  const header = reader.byte();
  const planeCount = header & ~SIGNED;
  if (planeCount > MAX_PLANES) {
    throw new ColumnsFormatError(`a column of the layout has ${planeCount} bytes a number`);
  }
  const values = new Float64Array(count);
  for (let plane = 0; plane < planeCount; plane++) {
    const from = reader.take(count);
    const unit = 256 ** plane;
    for (let i = 0; i < count; i++) values[i] = (values[i] ?? 0) + (from[i] ?? 0) * unit;
  }
  if (planeCount === MAX_PLANES) refuseUnsafe(values);
  if (header < SIGNED) return values;
  const signs = reader.take(count);
  for (let i = 0; i < count; i++) if (signs[i] !== 0) values[i] = -(values[i] ?? 0);
  return values;
}

function bytesOf(value: number): number {
  let bytes = 0;
  for (let rest = value; rest >= 1; rest /= 256) bytes++;
  return bytes;
}

function refuseUnsafe(values: Float64Array): void {
  for (const value of values) {
    if (value > Number.MAX_SAFE_INTEGER) {
      throw new ColumnsFormatError('a number of the layout is out of range');
    }
  }
}
