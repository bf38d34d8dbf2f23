import { InternedText, utf8Text } from './internedText.ts';

/** The bytes are no protobuf message; `position` is the byte at which that became clear. */
export class MalformedProtobuf extends Error {
  override readonly name = 'MalformedProtobuf';
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

export const WIRE_VARINT = 0;
export const WIRE_FIXED64 = 1;
export const WIRE_BYTES = 2;
const WIRE_GROUP_START = 3;
const WIRE_GROUP_END = 4;
export const WIRE_FIXED32 = 5;

const MAX_GROUP_DEPTH = 64;

const texts = new InternedText(utf8Text, 32_768);

/**
 * A cursor over protobuf bytes. Every read checks that it stays inside the
 * buffer and throws `MalformedProtobuf` when it does not; a message's own end is
 * checked by `endMessage`.
 *
 * A message is read as
 * `while (reader.pos < end) switch (reader.uint32()) { case field << 3 | wire: … default: reader.skip(tag) }`,
 * so a known field with another wire type is skipped like an unknown one, as
 * protobuf asks.
 */
export class ProtobufReader {
  readonly bytes: Uint8Array;
  pos = 0;
  /** Upper and lower 32 bits of the last `varint` or `fixed64`, unsigned. */
  high = 0;
  low = 0;
  readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The lower 32 bits of a varint, unsigned; tags, lengths, enums and counts. */
  uint32(): number {
    const first = this.bytes[this.pos];
    if (first !== undefined && first < 128) {
      this.pos++;
      return first;
    }
    this.varint();
    return this.low;
  }

  /** Reads a varint into `high` and `low`. */
  varint(): void {
    const start = this.pos;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.pos];
      if (byte === undefined) throw new MalformedProtobuf('the message is cut off', start);
      this.pos++;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new MalformedProtobuf('a varint is longer than 10 bytes', start);
  }

  /** Reads eight bytes into `high` and `low`. */
  fixed64(): void {
    const at = this.advance(8);
    this.low = this.view.getUint32(at, true);
    this.high = this.view.getUint32(at + 4, true);
  }

  fixed32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.advance(8), true);
  }

  bool(): boolean {
    this.varint();
    return this.low !== 0 || this.high !== 0;
  }

  /** A signed 64-bit integer, exact. */
  int64(): bigint {
    this.varint();
    return bigIntOf(this.high, this.low);
  }

  /** Reads a length and gives the position after that many bytes. */
  lengthEnd(): number {
    const start = this.pos;
    const first = this.bytes[start];
    let length: number;
    if (first !== undefined && first < 128) {
      this.pos++;
      length = first;
    } else {
      this.varint();
      length = this.high * 2 ** 32 + this.low;
    }
    const end = this.pos + length;
    if (end > this.bytes.length) {
      throw new MalformedProtobuf(`a field of ${length} bytes runs past the end`, start);
    }
    return end;
  }

  text(): string {
    const end = this.lengthEnd();
    const text = texts.read(this.bytes, this.view, this.pos, end);
    this.pos = end;
    return text;
  }

  /** A copy: a view would keep the whole request alive. */
  byteArray(): Uint8Array {
    const end = this.lengthEnd();
    // A `slice` of a Node buffer is no copy: it would keep the whole request.
    const copy = Uint8Array.from(this.bytes.subarray(this.pos, end));
    this.pos = end;
    return copy;
  }

  /** Called when a message has been read up to `end`: its last field must not reach beyond it. */
  endMessage(end: number): void {
    if (this.pos !== end) throw new MalformedProtobuf('a field runs past its message', end);
  }

  /** Skips the value of the field whose tag was just read. */
  skip(tag: number): void {
    const openGroups: number[] = [];
    let next = tag;
    for (;;) {
      this.skipOne(next, openGroups);
      if (openGroups.length === 0) return;
      next = this.uint32();
    }
  }

  private skipOne(tag: number, openGroups: number[]): void {
    const field = tag >>> 3;
    if (field === 0) throw new MalformedProtobuf('field number 0', this.pos);
    switch (tag & 7) {
      case WIRE_VARINT:
        this.varint();
        return;
      case WIRE_FIXED64:
        this.advance(8);
        return;
      case WIRE_BYTES:
        this.pos = this.lengthEnd();
        return;
      case WIRE_FIXED32:
        this.advance(4);
        return;
      case WIRE_GROUP_START:
        openGroups.push(field);
        if (openGroups.length <= MAX_GROUP_DEPTH) return;
        throw new MalformedProtobuf('groups are nested too deep', this.pos);
      case WIRE_GROUP_END:
        if (openGroups.pop() === field) return;
        throw new MalformedProtobuf('a group ends that was not open', this.pos);
      default:
        throw new MalformedProtobuf(`wire type ${tag & 7} does not exist`, this.pos);
    }
  }

  private advance(byteCount: number): number {
    const at = this.pos;
    if (at + byteCount > this.bytes.length)
      throw new MalformedProtobuf('the message is cut off', at);
    this.pos = at + byteCount;
    return at;
  }
}

const SMALL_INTEGERS = Array.from({ length: 1024 }, (_, value) => BigInt(value));

function bigIntOf(high: number, low: number): bigint {
  if (high === 0) return SMALL_INTEGERS[low] ?? BigInt(low);
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}
