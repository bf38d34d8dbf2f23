/** Bytes put one after the other; numbers little-endian, texts as UTF-8 after their length. */
export class ByteWriter {
  #bytes = new Uint8Array(1_024);
  #length = 0;

  byte(value: number): void {
    this.reserve(1)[0] = value;
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  float64(value: number): void {
    const target = this.reserve(8);
    new DataView(target.buffer, target.byteOffset).setFloat64(0, value, true);
  }

  /** A lone surrogate becomes U+FFFD. */
  text(value: string): void {
    const encoded = UTF8.encode(value);
    this.varint(encoded.length);
    this.reserve(encoded.length).set(encoded);
  }

  texts(values: readonly string[]): void {
    this.varint(values.length);
    for (const value of values) this.text(value);
  }

  /** The next `count` bytes, all 0, to be filled in by the caller. */
  reserve(count: number): Uint8Array<ArrayBuffer> {
    const end = this.#length + count;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    const reserved = this.#bytes.subarray(this.#length, end);
    this.#length = end;
    return reserved;
  }

  /** Everything written so far, as a view. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}

const UTF8 = new TextEncoder();
