import {
  BIGINT,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  UBIGINT,
  UINTEGER,
  VARCHAR,
} from '@duckdb/node-api';

/** A statement and what is bound to its `$1`, `$2`…; nothing a user wrote is ever in the text. */
export interface Sql {
  readonly text: string;
  readonly params?: Params;
}

/**
 * Values to bind. Each is bound with the exact type of the column it meets: a
 * parameter of another type makes DuckDB cast the column, and a cast column is
 * scanned in full because its zone maps no longer apply.
 */
export class Params {
  readonly values: DuckDBValue[] = [];
  readonly types: DuckDBType[] = [];

  text(value: string): string {
    return this.#add(value, VARCHAR);
  }

  bigint(value: number): string {
    return this.#add(BigInt(Math.trunc(value)), BIGINT);
  }

  ubigint(value: bigint): string {
    return this.#add(value, UBIGINT);
  }

  uint(value: number): string {
    return this.#add(value, UINTEGER);
  }

  double(value: number): string {
    return this.#add(value, DOUBLE);
  }

  uints(values: readonly number[]): string {
    return this.#add(listValue([...values]), LIST(UINTEGER));
  }

  ubigints(values: readonly bigint[]): string {
    return this.#add(listValue([...values]), LIST(UBIGINT));
  }

  bigints(values: readonly number[]): string {
    return this.#add(listValue(values.map((value) => BigInt(value))), LIST(BIGINT));
  }

  texts(values: readonly string[]): string {
    return this.#add(listValue([...values]), LIST(VARCHAR));
  }

  #add(value: DuckDBValue, type: DuckDBType): string {
    this.values.push(value);
    this.types.push(type);
    return `$${this.values.length}`;
  }
}
