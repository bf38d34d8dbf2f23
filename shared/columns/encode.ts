import { writePlanes } from './bytePlanes.ts';
import { ByteWriter } from './byteWriter.ts';
import { startReferences } from './siblingStarts.ts';
import type { RowIds, TraceColumns } from './traceColumns.ts';
import { IDS_MAGIC, LAYOUT_MAGIC, PREFIX_BYTES, writePrefix } from './wireFormat.ts';

/**
 * One frame of the stream that `ColumnsDecoder` reads: the whole layout, about 11
 * bytes a row before and 4 to 5 after compression (which is left to HTTP).
 */
export function encodeTraceColumns(columns: TraceColumns): Uint8Array<ArrayBuffer> {
  const { depth, startOffsetUs } = columns;
  const writer = new ByteWriter();
  writer.reserve(PREFIX_BYTES);
  writer.text(columns.traceId);
  writer.varint(columns.revision);
  writer.byte(columns.isFinal ? 1 : 0);
  writer.float64(columns.startUs);
  writer.varint(columns.rowCount);
  writer.texts(columns.services);
  writer.texts(columns.operations);

  const signatureOfRow = writeSignatures(writer, columns);
  writer.reserve(columns.rowCount).set(columns.flags);
  writePlanes(
    writer,
    depth.map((own, row) => (row === 0 ? 0 : (depth[row - 1] ?? 0) + 1 - own)),
  );
  writePlanes(writer, signatureOfRow);
  const reference = startReferences(columns.parentRow);
  writePlanes(
    writer,
    startOffsetUs.map((startUs, row) => startUs - (startOffsetUs[reference[row] ?? -1] ?? 0)),
  );
  writePlanes(writer, columns.rowDurationUs);

  const frame = writer.written();
  writePrefix(frame, LAYOUT_MAGIC, frame.length - PREFIX_BYTES);
  return frame;
}

/** The ids of the rows, 8 bytes each; the answer to `part=ids`. */
export function encodeRowIds(ids: RowIds): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(PREFIX_BYTES + ids.length * 8);
  writePrefix(frame, IDS_MAGIC, ids.length);
  const view = new DataView(frame.buffer, PREFIX_BYTES);
  for (let row = 0; row < ids.length; row++) view.setBigUint64(row * 8, ids[row] ?? 0n, true);
  return frame;
}

/**
 * Writes every distinct (service, operation, stage) once and returns each row's.
 * Nearly all operations have one signature, so the list behind an operation is
 * short and needs no hashing.
 */
function writeSignatures(writer: ByteWriter, columns: TraceColumns): Uint32Array {
  const { service, operation, stage, rowCount } = columns;
  const firstRow: number[] = [];
  const nextOfOperation: number[] = [];
  const newestOfOperation = new Int32Array(columns.operations.length).fill(-1);
  const signatureOfRow = new Uint32Array(rowCount);
  const isSignatureOf = (signature: number, row: number) => {
    const other = firstRow[signature] ?? 0;
    return service[other] === service[row] && stage[other] === stage[row];
  };
  for (let row = 0; row < rowCount; row++) {
    const newest = newestOfOperation[operation[row] ?? 0] ?? -1;
    let signature = newest;
    while (signature !== -1 && !isSignatureOf(signature, row)) {
      signature = nextOfOperation[signature] ?? -1;
    }
    if (signature === -1) {
      signature = firstRow.push(row) - 1;
      nextOfOperation.push(newest);
      newestOfOperation[operation[row] ?? 0] = signature;
    }
    signatureOfRow[row] = signature;
  }
  writer.varint(firstRow.length);
  for (const row of firstRow) {
    writer.varint(service[row] ?? 0);
    writer.varint(operation[row] ?? 0);
    writer.byte(stage[row] ?? 0);
  }
  return signatureOfRow;
}
