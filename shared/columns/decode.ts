import { STAGES } from '../pipeline/stages.ts';
import { readPlanes } from './bytePlanes.ts';
import { ByteReader } from './byteReader.ts';
import { startReferences } from './siblingStarts.ts';
import type { RowIds, TraceColumns } from './traceColumns.ts';
import { subtreeSizes } from './treeOrder.ts';
import {
  ColumnsFormatError,
  IDS_MAGIC,
  LAYOUT_MAGIC,
  PREFIX_BYTES,
  readPrefix,
} from './wireFormat.ts';

/**
 * Turns a stream of bytes, in chunks of any size, into the snapshots it holds.
 * Foreign, cut or contradictory bytes throw a `ColumnsFormatError`.
 */
export class ColumnsDecoder {
  #chunks: Uint8Array[] = [];
  #pendingBytes = 0;
  #neededBytes = PREFIX_BYTES;
  #isFinal = false;

  /** The snapshots that this chunk completes, oldest first. */
  push(chunk: Uint8Array): readonly TraceColumns[] {
    this.#chunks.push(chunk);
    this.#pendingBytes += chunk.length;
    const snapshots: TraceColumns[] = [];
    // Chunks are joined only when a frame is whole: twice a frame, however it was cut.
    while (this.#pendingBytes >= this.#neededBytes) {
      const bytes = this.#join();
      const frameBytes = PREFIX_BYTES + readPrefix(bytes, LAYOUT_MAGIC);
      if (bytes.length < frameBytes) {
        this.#neededBytes = frameBytes;
        break;
      }
      const snapshot = decodeBody(bytes.subarray(PREFIX_BYTES, frameBytes));
      snapshots.push(snapshot);
      this.#isFinal = snapshot.isFinal;
      this.#chunks = [bytes.subarray(frameBytes)];
      this.#pendingBytes = bytes.length - frameBytes;
      this.#neededBytes = PREFIX_BYTES;
    }
    return snapshots;
  }

  /** Call at the end of the stream. @throws {ColumnsFormatError} when it ended before its last snapshot */
  finish(): void {
    if (this.#pendingBytes === 0 && this.#isFinal) return;
    throw new ColumnsFormatError('The connection ended before the whole trace had arrived.');
  }

  #join(): Uint8Array {
    const [only] = this.#chunks;
    if (this.#chunks.length === 1 && only !== undefined) return only;
    const joined = new Uint8Array(this.#pendingBytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [joined];
    return joined;
  }
}

/**
 * The ids that `encodeRowIds` wrote.
 *
 * @throws {ColumnsFormatError} on foreign or cut bytes
 */
export function decodeRowIds(bytes: Uint8Array): RowIds {
  if (bytes.length < PREFIX_BYTES) throw new ColumnsFormatError('the list of ids is cut off');
  const count = readPrefix(bytes, IDS_MAGIC);
  if (bytes.length !== PREFIX_BYTES + count * 8) {
    throw new ColumnsFormatError(
      `${count} ids announced, ${(bytes.length - PREFIX_BYTES) / 8} received`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + PREFIX_BYTES);
  const ids = new BigUint64Array(count);
  for (let row = 0; row < count; row++) ids[row] = view.getBigUint64(row * 8, true);
  return ids;
}

function decodeBody(body: Uint8Array): TraceColumns {
  const reader = new ByteReader(body);
  const traceId = reader.text();
  const revision = reader.varint();
  const isFinal = reader.byte() === 1;
  const startUs = reader.float64();
  const rowCount = reader.varint();
  if (!Number.isFinite(startUs)) throw new ColumnsFormatError('the start is no time');
  const services = reader.texts();
  const operations = reader.texts();
  const signatures = readSignatures(reader, services.length, operations.length);
  // Before any allocation by `rowCount`: the flags alone take a byte a row.
  const flags = reader.take(rowCount).slice();
  const { depth, parentRow } = readTree(reader, rowCount);
  const { service, operation, stage } = readRowSignatures(reader, rowCount, signatures);
  const startOffsetUs = readStarts(reader, parentRow);
  const rowDurationUs = readPlanes(reader, rowCount);
  if (reader.remaining > 0) throw new ColumnsFormatError('the layout is longer than it says');
  return {
    traceId,
    startUs,
    durationUs: latestEndUs(startOffsetUs, rowDurationUs),
    revision,
    isFinal,
    rowCount,
    startOffsetUs,
    rowDurationUs,
    parentRow,
    depth,
    subtreeSize: subtreeSizes(parentRow),
    service,
    operation,
    stage,
    flags,
    services,
    operations,
  };
}

interface Signature {
  readonly service: number;
  readonly operation: number;
  readonly stage: number;
}

function readSignatures(
  reader: ByteReader,
  serviceCount: number,
  operationCount: number,
): readonly Signature[] {
  const count = reader.varint();
  const signatures: Signature[] = [];
  for (let i = 0; i < count; i++) {
    const signature = {
      service: reader.varint(),
      operation: reader.varint(),
      stage: reader.byte(),
    };
    const { service, operation, stage } = signature;
    if (service >= serviceCount || operation >= operationCount || stage >= STAGES.length) {
      throw new ColumnsFormatError('a row names a service, operation or stage that is not listed');
    }
    signatures.push(signature);
  }
  return signatures;
}

function readTree(
  reader: ByteReader,
  rowCount: number,
): { depth: Uint32Array; parentRow: Int32Array } {
  const climb = readPlanes(reader, rowCount);
  const depth = new Uint32Array(rowCount);
  const parentRow = new Int32Array(rowCount);
  const newestAtDepth = new Int32Array(rowCount);
  let deepest = 0;
  for (let row = 0; row < rowCount; row++) {
    const own = deepest - (climb[row] ?? 0);
    if (own < 0 || own > deepest) throw new ColumnsFormatError(`row ${row} hangs on no row`);
    depth[row] = own;
    parentRow[row] = own === 0 ? -1 : (newestAtDepth[own - 1] ?? -1);
    newestAtDepth[own] = row;
    deepest = own + 1;
  }
  return { depth, parentRow };
}

function readRowSignatures(
  reader: ByteReader,
  rowCount: number,
  signatures: readonly Signature[],
): Pick<TraceColumns, 'service' | 'operation' | 'stage'> {
  const signatureOfRow = readPlanes(reader, rowCount);
  const service = new Uint32Array(rowCount);
  const operation = new Uint32Array(rowCount);
  const stage = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const signature = signatures[signatureOfRow[row] ?? -1];
    if (signature === undefined) throw new ColumnsFormatError(`row ${row} has no operation`);
    service[row] = signature.service;
    operation[row] = signature.operation;
    stage[row] = signature.stage;
  }
  return { service, operation, stage };
}

function readStarts(reader: ByteReader, parentRow: Int32Array): Float64Array {
  const startOffsetUs = readPlanes(reader, parentRow.length);
  const reference = startReferences(parentRow);
  for (let row = 0; row < startOffsetUs.length; row++) {
    const fromUs = startOffsetUs[reference[row] ?? -1] ?? 0;
    const offsetUs = fromUs + (startOffsetUs[row] ?? 0);
    if (offsetUs < 0 || offsetUs > Number.MAX_SAFE_INTEGER) {
      throw new ColumnsFormatError(`row ${row} starts outside the trace`);
    }
    startOffsetUs[row] = offsetUs;
  }
  return startOffsetUs;
}

function latestEndUs(startOffsetUs: Float64Array, rowDurationUs: Float64Array): number {
  let latestUs = 0;
  for (let row = 0; row < startOffsetUs.length; row++) {
    const durationUs = Math.max(0, rowDurationUs[row] ?? 0);
    latestUs = Math.max(latestUs, (startOffsetUs[row] ?? 0) + durationUs);
  }
  return latestUs;
}
