import type { DuckDBConnection } from '@duckdb/node-api';
import type { SpanQuery } from '../../../shared/query/ast.ts';
import { listOf, spanSet } from './compile/spanSets.ts';
import { SqlParts } from './compile/sqlParts.ts';
import { run } from './engine.ts';
import { ChunkColumns } from './resultColumns.ts';
import { Params } from './sql.ts';
import type { StoredTrace } from './traceReader.ts';

/** Numbers of the trace's spans the query holds on, ascending: their places in the layout. */
export async function matchTraceSpans(
  connection: DuckDBConnection,
  { slice, tno }: StoredTrace,
  where: SpanQuery,
): Promise<readonly number[]> {
  const params = new Params();
  const parts = new SqlParts(params);
  const only = `tno = ${params.uint(tno)}`;
  const spans = listOf(spanSet(where, parts, only), only);
  const ctes = parts.ctes.length === 0 ? '' : `WITH ${parts.ctes.join(',\n')}\n`;
  const text = slice.sql(`${ctes}SELECT DISTINCT sno FROM (${spans}) ORDER BY sno`);
  const result = await run(connection, { text, params });
  const places: number[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    for (const sno of new ChunkColumns(chunk).uint32(0)) places.push(sno);
  }
  return places;
}
