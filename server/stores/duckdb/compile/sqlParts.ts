import type { Params } from '../sql.ts';

/**
 * What a statement is put together from: bound values, and named intermediate
 * results. All SQL here is about one slice, `{n}` standing for its number; the statement
 * is instantiated for each slice it covers and they share the bound values.
 */
export class SqlParts {
  readonly params: Params;
  readonly #ctes: string[] = [];

  constructor(params: Params) {
    this.params = params;
  }

  /** Names a result that is computed once. @returns its name */
  define(select: string): string {
    const name = `c${this.#ctes.length}_{n}`;
    this.#ctes.push(`${name} AS MATERIALIZED (${select})`);
    return name;
  }

  /** The definitions, each able to see those before it. */
  get ctes(): readonly string[] {
    return this.#ctes;
  }
}

/** The three places index rows are: sorted runs and the two fresh tables. */
export function indexRows(columns: string, where: string): string {
  return ['attr_{n}', 'fresh_{n}_0', 'fresh_{n}_1']
    .map((table) => `SELECT ${columns} FROM ${table} WHERE ${where}`)
    .join(' UNION ALL ');
}

/**
 * Whether a column is among the numbers of a SELECT. None of ours is 0, and DuckDB
 * must see the small side of a join filtered to make a bloom filter of it for the scan of
 * the other: the index then takes half the time.
 */
export function isAmong(column: string, name: 'id' | 'tno', from: string): string {
  return `${column} IN (SELECT ${name} FROM ${from} WHERE ${name} > 0)`;
}

export function unionAll(selects: readonly string[]): string {
  return selects.map((sql) => `(${sql})`).join(' UNION ALL ');
}
