import type { Query } from '../../../shared/query/ast.ts';
import type { TimeRange } from '../traceStore.ts';
import { SqlParts } from './compile/sqlParts.ts';
import { traceCondition } from './compile/traceConditions.ts';
import type { Slice } from './slice.ts';
import { Params } from './sql.ts';

/**
 * The summaries a request is about, as the named results a statement begins
 * with: `m_1`, `m_2`… one for each slice, with the columns the statement asks for.
 */
export class Matching {
  readonly slices: readonly Slice[];
  readonly params = new Params();
  readonly #parts: SqlParts;
  readonly #where: string;
  /** The summary row alone decides, no other table. */
  readonly isPlain: boolean;

  constructor(slices: readonly Slice[], where: Query, range: TimeRange) {
    this.slices = slices;
    this.#parts = new SqlParts(this.params);
    const from = this.params.bigint(range.fromUs);
    const to = this.params.bigint(range.toUs);
    const condition = traceCondition(where, this.#parts);
    this.#where = `s.start_us >= ${from} AND s.start_us < ${to} AND ${condition}`;
    this.isPlain = !condition.includes('SELECT');
  }

  /** One SELECT for each slice, made from one for any. */
  union(select: string): string {
    return this.slices.map((slice) => slice.sql(select)).join(' UNION ALL ');
  }

  /**
   * For statements that read the matching summaries several times: they are kept.
   *
   * @param columns SQL over a summary row `s`: the columns of `m_1`, `m_2`…
   * @param definitions further named results, which may use those
   */
  statement(columns: string, select: string, ...definitions: readonly string[]): string {
    return this.#statement('MATERIALIZED', columns, select, definitions);
  }

  /** For statements where reading again costs less than keeping. */
  passing(columns: string, select: string, ...definitions: readonly string[]): string {
    return this.#statement('NOT MATERIALIZED', columns, select, definitions);
  }

  #statement(
    kept: string,
    columns: string,
    select: string,
    definitions: readonly string[],
  ): string {
    const matching = `m_{n} AS ${kept} (SELECT ${columns} FROM summary_{n} s WHERE ${this.#where})`;
    const all = this.slices.flatMap((slice) =>
      [...this.#parts.ctes, matching].map((definition) => slice.sql(definition)),
    );
    return `WITH ${[...all, ...definitions].join(',\n')}\n${select}`;
  }
}
