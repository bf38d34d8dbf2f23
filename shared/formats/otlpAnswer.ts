import { WIRE_BYTES, WIRE_VARINT } from './protobufReader.ts';
import { ProtobufWriter } from './protobufWriter.ts';

/** The two encodings of OTLP over HTTP; an answer has that of its request. */
export type OtlpEncoding = 'protobuf' | 'json';

/** The encoding a content type names; `undefined` for one that OTLP does not have. */
export function otlpEncodingOf(contentType: string | undefined): OtlpEncoding | undefined {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/x-protobuf' || mediaType === 'application/protobuf') {
    return 'protobuf';
  }
  return mediaType === 'application/json' ? 'json' : undefined;
}

/** The gRPC codes that OTLP puts into the body of a failure. */
export const STATUS_CODES = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export interface PartialSuccess {
  readonly rejectedSpans: number;
  /** Why; with no span rejected it is a warning. */
  readonly errorMessage: string;
}

/** An `ExportTraceServiceResponse`: empty for a full success, as the protocol asks. */
export function encodeExportAnswer(
  encoding: OtlpEncoding,
  partial: PartialSuccess | undefined,
): string | Uint8Array<ArrayBuffer> {
  if (encoding === 'json') return JSON.stringify(partial === undefined ? {} : partialJson(partial));
  const writer = new ProtobufWriter(64);
  if (partial !== undefined) {
    const message = writer.beginMessage((1 << 3) | WIRE_BYTES);
    writeInt64(writer, 1, partial.rejectedSpans);
    writeText(writer, 2, partial.errorMessage);
    writer.endMessage(message);
  }
  return writer.finish();
}

/** A `google.rpc.Status`, the body of every failure. */
export function encodeStatus(
  encoding: OtlpEncoding,
  code: number,
  message: string,
): string | Uint8Array<ArrayBuffer> {
  if (encoding === 'json') return JSON.stringify({ code, message });
  const writer = new ProtobufWriter(64);
  writeInt64(writer, 1, code);
  writeText(writer, 2, message);
  return writer.finish();
}

// The JSON form of protobuf writes 64-bit integers as text.
const partialJson = ({ rejectedSpans, errorMessage }: PartialSuccess) => ({
  partialSuccess: { rejectedSpans: String(rejectedSpans), errorMessage },
});

function writeInt64(writer: ProtobufWriter, field: number, value: number): void {
  if (value === 0) return;
  writer.uint32((field << 3) | WIRE_VARINT);
  writer.int64(BigInt(value));
}

function writeText(writer: ProtobufWriter, field: number, text: string): void {
  if (text === '') return;
  writer.uint32((field << 3) | WIRE_BYTES);
  writer.text(text);
}
