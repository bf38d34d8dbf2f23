import type { VectorWriter } from './vectorWriter.ts';

/**
 * One column of rows waiting to be appended, in the memory layout of DuckDB's
 * vectors, so that a chunk is filled by copying bytes: a number costs next to
 * nothing, a string one call into the engine (130 to 200 ns). Little-endian, as
 * every platform DuckDB ships a binding for.
 *
 * Knows nothing of the engine: rows are made in threads that have none, too.
 */
export interface ColumnBuffer {
  grow(capacity: number): void;
  /** Copies `count` rows from `start` on into the vector of an empty chunk. */
  copyTo(vector: VectorWriter, start: number, count: number): void;
  /** Forgets all rows. */
  clear(): void;
}

/** A column that can go from one thread to another. */
export interface MovableColumn extends ColumnBuffer {
  /** The first `count` rows, in a form that a message can hold. */
  pack(count: number): PackedColumn;
  /** Takes what `pack` gave in place of its rows. */
  unpack(packed: PackedColumn): void;
}

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

export interface PackedColumn {
  readonly numbers?: NumberArray;
  readonly isSet?: Uint8Array;
  readonly texts?: string[];
}

/** `UTINYINT`, `USMALLINT`, `UINTEGER` or `DOUBLE`. */
export class NumberColumn<T extends NumberArray> implements MovableColumn {
  values: T;
  readonly #allocate: (length: number) => T;

  constructor(allocate: (length: number) => T) {
    this.#allocate = allocate;
    this.values = allocate(0);
  }

  grow(capacity: number): void {
    const grown = this.#allocate(capacity);
    grown.set(this.values);
    this.values = grown;
  }

  copyTo(vector: VectorWriter, start: number, count: number): void {
    vector.copyRows(this.values, start, count);
  }

  pack(count: number): PackedColumn {
    return { numbers: this.values.slice(0, count) };
  }

  unpack({ numbers }: PackedColumn): void {
    this.values = numbers as T;
  }

  clear(): void {
    // Rows are overwritten in full by the next ones.
  }
}

export const uint8Column = () => new NumberColumn((length) => new Uint8Array(length));
export const uint16Column = () => new NumberColumn((length) => new Uint16Array(length));
export const uint32Column = () => new NumberColumn((length) => new Uint32Array(length));
export const float64Column = () => new NumberColumn((length) => new Float64Array(length));

const TWO_32 = 4294967296;

/** `BIGINT` from whole JavaScript numbers, or `UBIGINT` from hex; no BigInt is made. */
export class Int64Column implements MovableColumn {
  /** Low and high half of each row. */
  words = new Uint32Array(0);

  set(row: number, value: number): void {
    const high = Math.floor(value / TWO_32);
    this.words[2 * row] = value - high * TWO_32;
    this.words[2 * row + 1] = high;
  }

  /** The number of a row, where it was set as one. */
  at(row: number): number {
    return ((this.words[2 * row + 1] ?? 0) | 0) * TWO_32 + (this.words[2 * row] ?? 0);
  }

  /** Sixteen hex digits of `text` from `at` on; a character that is none counts as 0. */
  setHex(row: number, text: string, at: number): void {
    this.words[2 * row] = hexWord(text, at + 8);
    this.words[2 * row + 1] = hexWord(text, at);
  }

  grow(capacity: number): void {
    const grown = new Uint32Array(2 * capacity);
    grown.set(this.words);
    this.words = grown;
  }

  copyTo(vector: VectorWriter, start: number, count: number): void {
    vector.copyRows(this.words, 2 * start, 2 * count);
  }

  pack(count: number): PackedColumn {
    return { numbers: this.words.slice(0, 2 * count) };
  }

  unpack({ numbers }: PackedColumn): void {
    this.words = numbers as Uint32Array<ArrayBuffer>;
  }

  clear(): void {
    // Rows are overwritten in full by the next ones.
  }
}

/** `BIGINT` or `DOUBLE` with NULLs. A row never set is NULL. */
export class NullableColumn implements MovableColumn {
  readonly #inner: Int64Column | NumberColumn<Float64Array>;
  #isSet = new Uint8Array(0);

  constructor(inner: Int64Column | NumberColumn<Float64Array>) {
    this.#inner = inner;
  }

  set(row: number, value: number | undefined): void {
    this.#isSet[row] = value === undefined ? 0 : 1;
    if (this.#inner instanceof Int64Column) this.#inner.set(row, value ?? 0);
    else this.#inner.values[row] = value ?? 0;
  }

  grow(capacity: number): void {
    this.#inner.grow(capacity);
    const grown = new Uint8Array(capacity);
    grown.set(this.#isSet);
    this.#isSet = grown;
  }

  copyTo(vector: VectorWriter, start: number, count: number): void {
    this.#inner.copyTo(vector, start, count);
    const mask = new Uint8Array(8 * Math.ceil(count / 64));
    for (let i = 0; i < count; i++) {
      if (this.#isSet[start + i] === 1) mask[i >> 3] = (mask[i >> 3] ?? 0) | (1 << (i & 7));
    }
    vector.setValidity(mask);
  }

  pack(count: number): PackedColumn {
    return { ...this.#inner.pack(count), isSet: this.#isSet.slice(0, count) };
  }

  unpack(packed: PackedColumn): void {
    this.#inner.unpack(packed);
    this.#isSet = packed.isSet as Uint8Array<ArrayBuffer>;
  }

  clear(): void {
    this.#inner.clear();
  }
}

const STRING_BYTES = 16;
const INLINE_BYTES = 12;

/** `VARCHAR`. Short ASCII is written in place (DuckDB keeps up to 12 bytes inline), the rest handed over. */
export class TextColumn implements MovableColumn {
  #values: string[] = [];

  set(row: number, text: string): void {
    this.#values[row] = text;
  }

  textAt(row: number): string | undefined {
    return this.#values[row];
  }

  grow(): void {
    // A JavaScript array grows by itself.
  }

  copyTo(vector: VectorWriter, start: number, count: number): void {
    const cells = new Uint8Array(count * STRING_BYTES);
    const long: number[] = [];
    for (let i = 0; i < count; i++) {
      if (!writeInline(cells, i * STRING_BYTES, this.#values[start + i] ?? '')) long.push(i);
    }
    vector.copyRows(cells, 0, cells.length);
    for (const i of long) vector.setText(i, this.#values[start + i] ?? '');
  }

  pack(count: number): PackedColumn {
    return { texts: this.#values.slice(0, count) };
  }

  unpack({ texts = [] }: PackedColumn): void {
    this.#values = texts;
  }

  clear(): void {
    this.#values = [];
  }
}

/** `UINTEGER[]`. Lists are written row by row: `begin`, `push`… */
export class Uint32ListColumn implements ColumnBuffer {
  /** Where the list of each row begins. */
  #starts = new Uint32Array(0);
  #items = new Uint32Array(1024);
  #itemCount = 0;
  #rowCount = 0;

  begin(row: number): void {
    this.#starts[row] = this.#itemCount;
    this.#rowCount = row + 1;
  }

  push(item: number): void {
    if (this.#itemCount === this.#items.length) {
      const grown = new Uint32Array(2 * this.#items.length);
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[this.#itemCount++] = item;
  }

  grow(capacity: number): void {
    const grown = new Uint32Array(capacity);
    grown.set(this.#starts);
    this.#starts = grown;
  }

  copyTo(vector: VectorWriter, start: number, count: number): void {
    const firstItem = this.#starts[start] ?? 0;
    const endItem = this.#endOf(start + count - 1);
    const entries = new Uint32Array(4 * count);
    for (let i = 0; i < count; i++) {
      const from = this.#starts[start + i] ?? 0;
      entries[4 * i] = from - firstItem;
      entries[4 * i + 2] = this.#endOf(start + i) - from;
    }
    vector.copyRows(entries, 0, entries.length);
    const items = vector.listOf(endItem - firstItem);
    if (endItem > firstItem) items.copyRows(this.#items, firstItem, endItem - firstItem);
  }

  clear(): void {
    this.#itemCount = 0;
    this.#rowCount = 0;
  }

  #endOf(row: number): number {
    return row + 1 < this.#rowCount ? (this.#starts[row + 1] ?? 0) : this.#itemCount;
  }
}

function writeInline(cells: Uint8Array, at: number, text: string): boolean {
  const length = text.length;
  if (length > INLINE_BYTES) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      cells.fill(0, at, at + STRING_BYTES);
      return false;
    }
    cells[at + 4 + i] = code;
  }
  cells[at] = length;
  return true;
}

function hexWord(text: string, at: number): number {
  let word = 0;
  for (let i = at; i < at + 8; i++)
    word = (word << 4) | (HEX_VALUES[text.charCodeAt(i) & 127] ?? 0);
  return word >>> 0;
}

const HEX_VALUES = new Uint8Array(128);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  HEX_VALUES[text.charCodeAt(0)] = digit;
  HEX_VALUES[text.toUpperCase().charCodeAt(0)] = digit;
}
