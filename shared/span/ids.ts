/**
 * Ids as every part of the program holds them: a trace id is 32 lower-case hex
 * digits, a span id 16. The all-zero id means "none" in every format we read,
 * so it is never a valid id.
 */

/**
 * A trace id in the form we keep, from any text a writer may have used: 32 hex
 * digits, 16 (64-bit ids), leading zeros stripped, upper case.
 *
 * @returns `undefined` when the text is not hex, longer than 32 digits, empty or all zero
 */
export function normalizeTraceId(text: string): string | undefined {
  return normalizeId(text, 32, FULL_TRACE_ID);
}

/**
 * A span id in the form we keep: as `normalizeTraceId`, with 16 digits.
 *
 * @returns `undefined` when the text is not hex, longer than 16 digits, empty or all zero
 */
export function normalizeSpanId(text: string): string | undefined {
  return normalizeId(text, 16, FULL_SPAN_ID);
}

/** The trace id written in 16 bytes at `offset`; all zeros come back as 32 zeros. */
export function traceIdFromBytes(bytes: Uint8Array, offset = 0): string {
  return hexOf8Bytes(bytes, offset) + hexOf8Bytes(bytes, offset + 8);
}

/** The span id written in 8 bytes at `offset`; all zeros come back as 16 zeros. */
export function spanIdFromBytes(bytes: Uint8Array, offset = 0): string {
  return hexOf8Bytes(bytes, offset);
}

/**
 * Writes an id (or any lower-case hex of even length) as bytes.
 *
 * @returns the offset after the last byte written
 */
export function writeIdBytes(id: string, target: Uint8Array, offset = 0): number {
  const byteCount = id.length >> 1;
  for (let i = 0; i < byteCount; i++) {
    target[offset + i] = (nibble(id, 2 * i) << 4) | nibble(id, 2 * i + 1);
  }
  return offset + byteCount;
}

/** The upper and lower 64 bits of a trace id, unsigned. */
export function traceIdToHalves(traceId: string): TraceIdHalves {
  return {
    high: BigInt(`0x${traceId.slice(0, 16)}`),
    low: BigInt(`0x${traceId.slice(16)}`),
  };
}

/** The trace id whose halves these are; signed halves are taken by their bits. */
export function traceIdFromHalves({ high, low }: TraceIdHalves): string {
  return spanIdFromBigInt(high) + spanIdFromBigInt(low);
}

/** A span id as an unsigned 64-bit number. */
export function spanIdToBigInt(spanId: string): bigint {
  return BigInt(`0x${spanId}`);
}

/**
 * Writes a span id as the lower and the upper half of a 64-bit number at `offset`: of a hundred
 * thousand ids that costs a third of making a bigint of each.
 */
export function writeIdHalves(spanId: string, target: Uint32Array, offset: number): void {
  target[offset + 1] = eightDigits(spanId, 0);
  target[offset] = eightDigits(spanId, 8);
}

/** The span id of a 64-bit number; a signed one is taken by its bits. */
export function spanIdFromBigInt(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, '0');
}

export interface TraceIdHalves {
  readonly high: bigint;
  readonly low: bigint;
}

const FULL_TRACE_ID = /^[0-9a-f]{32}$/;
const FULL_SPAN_ID = /^[0-9a-f]{16}$/;
const ANY_HEX = /^[0-9a-fA-F]+$/;
const ALL_ZERO = /^0+$/;

function normalizeId(text: string, digits: number, full: RegExp): string | undefined {
  const isFull = full.test(text);
  if (!isFull && (text.length > digits || !ANY_HEX.test(text))) return undefined;
  if (text.startsWith('0') && ALL_ZERO.test(text)) return undefined;
  return isFull ? text : text.toLowerCase().padStart(digits, '0');
}

const HEX_DIGITS = '0123456789abcdef';
const UPPER_DIGIT = new Uint8Array(256);
const LOWER_DIGIT = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  UPPER_DIGIT[byte] = HEX_DIGITS.charCodeAt(byte >> 4);
  LOWER_DIGIT[byte] = HEX_DIGITS.charCodeAt(byte & 15);
}

// One call with sixteen character codes makes a flat string; joining pieces makes a rope that the
// first map lookup has to flatten. A missing byte reads as 0: callers check lengths.
function hexOf8Bytes(bytes: Uint8Array, at: number): string {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  const c = bytes[at + 2] ?? 0;
  const d = bytes[at + 3] ?? 0;
  const e = bytes[at + 4] ?? 0;
  const f = bytes[at + 5] ?? 0;
  const g = bytes[at + 6] ?? 0;
  const h = bytes[at + 7] ?? 0;
  return String.fromCharCode(
    upper(a),
    lower(a),
    upper(b),
    lower(b),
    upper(c),
    lower(c),
    upper(d),
    lower(d),
    upper(e),
    lower(e),
    upper(f),
    lower(f),
    upper(g),
    lower(g),
    upper(h),
    lower(h),
  );
}

const upper = (byte: number): number => UPPER_DIGIT[byte] ?? 0;
const lower = (byte: number): number => LOWER_DIGIT[byte] ?? 0;

function eightDigits(hex: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at++) value = (value << 4) | nibble(hex, at);
  return value >>> 0;
}

// '0'-'9' is 48-57, 'a'-'f' is 97-102.
function nibble(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}
