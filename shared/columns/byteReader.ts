import { ColumnsFormatError } from './wireFormat.ts';

/** Reads what `ByteWriter` wrote; anything else is a `ColumnsFormatError`, never a wrong value beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  varint(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 127) * unit;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      unit *= 128;
    }
    throw new ColumnsFormatError('a number of the layout is out of range');
  }

  float64(): number {
    const bytes = this.take(8);
    return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  }

  text(): string {
    return UTF8.decode(this.take(this.varint()));
  }

  texts(): readonly string[] {
    const count = this.varint();
    const values: string[] = [];
    // No reservation by the claimed count: every text takes at least one byte, so `take` ends a lie.
    for (let i = 0; i < count; i++) values.push(this.text());
    return values;
  }

  take(count: number): Uint8Array {
    if (count > this.remaining) {
      throw new ColumnsFormatError(
        `the layout ends ${count - this.remaining} bytes too early, at byte ${this.#bytes.length}`,
      );
    }
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
