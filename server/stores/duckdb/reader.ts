import type { DuckDBConnection } from '@duckdb/node-api';
import type { Slice } from './slice.ts';
import type { SummaryReader } from './summaryReader.ts';

/** What a question about stored traces is answered with. */
export interface Reader {
  readonly connection: DuckDBConnection;
  /** The slices to look in, oldest first. */
  readonly slices: readonly Slice[];
  readonly summaries: SummaryReader;
}
