import duckdb from '@duckdb/node-bindings';

type Rows = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Fills a vector of an empty chunk of the engine. */
export class VectorWriter {
  readonly #vector: duckdb.Vector;

  constructor(vector: duckdb.Vector) {
    this.#vector = vector;
  }

  /** Copies `count` elements from `start` on, in the memory layout of the vector's type. */
  copyRows(rows: Rows, start: number, count: number): void {
    const { buffer, byteOffset, BYTES_PER_ELEMENT: bytes } = rows;
    if (!(buffer instanceof ArrayBuffer)) throw new TypeError('a column is never shared memory');
    duckdb.copy_data_to_vector(this.#vector, 0, buffer, byteOffset + start * bytes, count * bytes);
  }

  /** @param mask  a bit for each row, 0 where it is NULL; whole words of 64 */
  setValidity(mask: Uint8Array<ArrayBuffer>): void {
    duckdb.vector_ensure_validity_writable(this.#vector);
    duckdb.copy_data_to_vector_validity(this.#vector, 0, mask.buffer, 0, mask.byteLength);
  }

  setText(row: number, text: string): void {
    duckdb.vector_assign_string_element(this.#vector, row, text);
  }

  /** The vector of a list's items, with room for so many. */
  listOf(itemCount: number): VectorWriter {
    duckdb.list_vector_reserve(this.#vector, itemCount);
    duckdb.list_vector_set_size(this.#vector, itemCount);
    return new VectorWriter(duckdb.list_vector_get_child(this.#vector));
  }
}
