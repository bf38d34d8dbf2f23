import { writeIdBytes } from '../span/ids.ts';

const encoder = new TextEncoder();

const LONG_TEXT_UNITS = 200;

/** Writes protobuf into a buffer that grows; `finish` gives a copy of what was written. */
export class ProtobufWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView<ArrayBuffer>;
  private pos = 0;

  constructor(capacityBytes = 1024) {
    this.bytes = new Uint8Array(capacityBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.pos);
  }

  /** Opens a nested message; `endMessage` needs what this returns. */
  beginMessage(tag: number): number {
    this.uint32(tag);
    this.reserve(1);
    return this.pos++;
  }

  /**
   * Closes the message opened at `lengthAt`. One byte was set aside for its
   * length; a longer length moves the content up.
   */
  endMessage(lengthAt: number): void {
    const start = lengthAt + 1;
    const length = this.pos - start;
    const extra = varintSize(length) - 1;
    if (extra > 0) {
      this.reserve(extra);
      this.bytes.copyWithin(start + extra, start, this.pos);
    }
    this.pos = lengthAt;
    this.uint32(length);
    this.pos += length;
  }

  uint32(value: number): void {
    this.reserve(5);
    let rest = value >>> 0;
    while (rest > 127) {
      this.bytes[this.pos++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.pos++] = rest;
  }

  /** A 64-bit integer as a varint, a negative one by its bits. */
  int64(value: bigint): void {
    this.reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 127n) {
      this.bytes[this.pos++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.bytes[this.pos++] = Number(rest);
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.pos, value, true);
    this.pos += 4;
  }

  fixed64(value: bigint): void {
    this.reserve(8);
    this.view.setBigUint64(this.pos, value, true);
    this.pos += 8;
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.pos, value, true);
    this.pos += 8;
  }

  /** Lower-case hex as length and bytes. */
  hex(digits: string): void {
    this.uint32(digits.length >> 1);
    this.reserve(digits.length >> 1);
    this.pos = writeIdBytes(digits, this.bytes, this.pos);
  }

  byteArray(value: Uint8Array): void {
    this.uint32(value.length);
    this.reserve(value.length);
    this.bytes.set(value, this.pos);
    this.pos += value.length;
  }

  /** Text as length and UTF-8; a lone surrogate becomes U+FFFD, which UTF-8 cannot avoid. */
  text(value: string): void {
    if (value.length > LONG_TEXT_UNITS || !this.shortAscii(value)) {
      this.byteArray(encoder.encode(value));
    }
  }

  private shortAscii(value: string): boolean {
    const start = this.pos;
    this.uint32(value.length);
    this.reserve(value.length);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.pos = start;
        return false;
      }
      this.bytes[this.pos++] = code;
    }
    return true;
  }

  private reserve(byteCount: number): void {
    const needed = this.pos + byteCount;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

const varintSize = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
