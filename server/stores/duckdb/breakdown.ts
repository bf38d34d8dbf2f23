import type { BreakdownAnswer, BreakdownSort } from '../../../shared/api/answers.ts';
import { COMPLETE } from '../../../shared/api/completeness.ts';
import type { BreakdownRequest } from '../traceStore.ts';
import { rowsOf } from './engine.ts';
import { memberSql } from './facets.ts';
import { type FieldGrouping, fieldGrouping } from './fieldGroups.ts';
import { Matching } from './matching.ts';
import type { Reader } from './reader.ts';

const ORDERS: Readonly<Record<BreakdownSort, string>> = {
  '-count': 'c DESC, txt',
  '-errorCount': 'errors DESC, c DESC, txt',
  '-p95': 'p95 DESC, txt',
  '-lastSeen': 'last_us DESC, txt',
  value: 'txt',
};

/**
 * Figures by value of a field. Percentiles are the costly part, so unless they
 * decide the order, the rows to show are chosen first and only those get them.
 */
export async function computeBreakdown(
  { connection, slices }: Reader,
  request: BreakdownRequest,
): Promise<BreakdownAnswer> {
  if (slices.length === 0) return { rows: [], completeness: COMPLETE };
  const matching = new Matching(slices, request.where, request);
  const { params } = matching;
  const grouping = fieldGrouping(request.by, params);
  const code = grouping.kind === 'coded' ? `s.${grouping.column}` : '0';
  const columns = `s.tno, s.start_us, s.duration_us, s.errors > 0 AS is_error,
    s.findings <> 0 AS has_finding, ${code} AS code`;
  const chosen = `ORDER BY ${ORDERS[request.sort]} LIMIT ${request.limit}`;
  const figures = `count(*) AS c, count(*) FILTER (is_error) AS errors,
    count(*) FILTER (has_finding) AS findings, min(start_us) AS first_us, max(start_us) AS last_us`;
  const percentiles = 'quantile_cont(duration_us, [0.5, 0.95, 0.99]) AS percentiles';
  const top =
    request.sort === '-p95'
      ? `SELECT txt, ${figures}, ${percentiles}, quantile_cont(duration_us, 0.95) AS p95
          FROM r GROUP BY txt ${chosen}`
      : `SELECT t.*, q.percentiles FROM t JOIN (SELECT txt, ${percentiles} FROM r
          WHERE txt IN (SELECT txt FROM t) GROUP BY txt) q ON q.txt = t.txt ORDER BY ${qualified(request.sort)}`;
  const text = matching.statement(
    columns,
    top,
    `r AS MATERIALIZED (${matching.union(groupedRows(grouping))})`,
    ...(request.sort === '-p95'
      ? []
      : [`t AS MATERIALIZED (SELECT txt, ${figures} FROM r GROUP BY txt ${chosen})`]),
  );
  const rows = await rowsOf(connection, { text, params });
  return {
    rows: rows.map((row) => {
      const [p50Us = 0, p95Us = 0, p99Us = 0] = row.percentiles as readonly number[];
      return {
        value: String(row.txt),
        count: Number(row.c),
        errorCount: Number(row.errors),
        p50Us,
        p95Us,
        p99Us,
        findings: Number(row.findings),
        firstSeenUs: Number(row.first_us),
        lastSeenUs: Number(row.last_us),
      };
    }),
    completeness: COMPLETE,
  };
}

const qualified = (sort: BreakdownSort): string =>
  ORDERS[sort].replaceAll(/\b(c|errors|last_us|txt)\b/g, 't.$1');

/** SELECT of the matching traces of a slice, once for each value of the field they have. */
function groupedRows(grouping: FieldGrouping): string {
  const figures = 'm.start_us, m.duration_us, m.is_error, m.has_finding';
  if (grouping.kind === 'coded') {
    return `SELECT ${figures}, g.txt FROM m_{n} m JOIN (${grouping.groups}) g ON g.code = m.code`;
  }
  return `SELECT ${figures}, v.txt FROM (${memberSql(grouping.values)}) p
    JOIN (SELECT DISTINCT code, txt FROM (${grouping.values})) v ON v.code = p.code
    JOIN m_{n} m ON m.tno = p.tno`;
}
