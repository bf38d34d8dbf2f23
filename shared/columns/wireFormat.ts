/**
 * How an opened trace travels: a stream of frames, each a whole layout.
 *
 *     'HSC' version  bodyBytes:u32  body            all numbers little-endian
 *
 *     body  traceId:text  revision  isFinal:u8  startUs:f64  rowCount
 *           services:texts  operations:texts
 *           signatures: count, then (service, operation, stage:u8) each
 *           flags      one byte a row
 *           climb      how far the row's depth is below its predecessor's plus one:
 *                      parents and subtree sizes follow from it
 *           signature  the row's service, operation and stage in one number
 *           start      after the sibling before it, else after the parent
 *           duration
 *
 * Bare counts are varints. The last four are `bytePlanes`: general compressors
 * find the runs in planes that they miss in rows. What can be derived (depth,
 * parents, sizes, the trace's duration) is not sent.
 */
export const LAYOUT_MAGIC = 'HSC';

/** Of the frame with the ids of the rows: `'HSI' version  count:u32  8 bytes an id`. */
export const IDS_MAGIC = 'HSI';

const WIRE_VERSION = 1;

/** Magic, version and one u32. */
export const PREFIX_BYTES = 8;

/** Bytes that are no layout, are cut off, or contradict themselves. */
export class ColumnsFormatError extends Error {
  override readonly name = 'ColumnsFormatError';
}

/** The eight bytes every frame starts with. */
export function writePrefix(target: Uint8Array, magic: string, value: number): void {
  for (let i = 0; i < 3; i++) target[i] = magic.charCodeAt(i);
  target[3] = WIRE_VERSION;
  new DataView(target.buffer, target.byteOffset).setUint32(4, value, true);
}

/**
 * The u32 of a frame's prefix.
 *
 * @param bytes  at least `PREFIX_BYTES` of them
 * @throws {ColumnsFormatError} when it is another kind of data, or of another version
 */
export function readPrefix(bytes: Uint8Array, magic: string): number {
  const found = String.fromCharCode(...bytes.subarray(0, 3));
  if (found !== magic) {
    throw new ColumnsFormatError(
      `What came is no trace layout (it should start with ${magic}). A proxy may have answered in the server's place.`,
    );
  }
  if (bytes[3] !== WIRE_VERSION) {
    throw new ColumnsFormatError(
      `The layout is of format ${bytes[3]}, this page reads ${WIRE_VERSION}: reload the page.`,
    );
  }
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}
