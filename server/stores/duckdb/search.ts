import type { SearchPage, SearchSort } from '../../../shared/api/answers.ts';
import { COMPLETE } from '../../../shared/api/completeness.ts';
import type { SearchRequest } from '../traceStore.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { rowsOf } from './engine.ts';
import { Matching } from './matching.ts';
import type { Reader } from './reader.ts';
import type { Row } from './resultRows.ts';
import { SUMMARY_COLUMNS } from './summaryReader.ts';

const SORT_COLUMNS: Readonly<Record<string, string>> = {
  start: 's.start_us',
  duration: 's.duration_us',
  spans: 'CAST(s.spans AS BIGINT)',
  errors: 'CAST(s.errors AS BIGINT)',
};

/** One page, its total, and where the next begins; row ids first, then the rows of the page. */
export async function searchPage(
  { connection, slices, summaries }: Reader,
  request: SearchRequest,
): Promise<SearchPage> {
  const after = request.cursor === undefined ? undefined : decodeCursor(request, request.cursor);
  if (slices.length === 0) return page([], 0, undefined);
  const { column, direction } = sortOf(request.sort);
  const columns = `s.rowid AS r, ${column} AS v, s.tno`;
  const matching = new Matching(slices, request.where, request);
  const { params } = matching;
  const beyond = direction === 'DESC' ? '<' : '>';
  const isAfter =
    after === undefined
      ? 'true'
      : `(v, tno) ${beyond} (${params.bigint(after.sortValue)}, ${params.uint(after.tno)})`;
  const limit = request.limit + 1;
  const text = matching[matching.isPlain ? 'passing' : 'statement'](
    columns,
    `${matching.union(`SELECT p.total, p.v AS sort_value, {n} AS slice, ${SUMMARY_COLUMNS}
      FROM summary_{n} s JOIN p ON s.rowid = p.r AND p.slice = {n}`)}`,
    `a AS NOT MATERIALIZED (${matching.union('SELECT {n} AS slice, r, v, tno FROM m_{n}')})`,
    `p AS MATERIALIZED (SELECT slice, r, v, (SELECT count(*) FROM a) AS total FROM (
      SELECT * FROM a WHERE ${isAfter} ORDER BY v ${direction}, tno ${direction} LIMIT ${limit}))`,
  );
  const rows = (await rowsOf(connection, { text, params })).sort(byPosition(direction));
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  const total = Number(rows[0]?.total ?? 0);
  const isMore = rows.length > request.limit && last !== undefined;
  const next = isMore
    ? encodeCursor(request, { sortValue: Number(last.sort_value), tno: Number(last.tno) })
    : undefined;
  return page(await summaries.read(connection, shown), total, next);
}

function page(traces: SearchPage['traces'], total: number, nextCursor?: string): SearchPage {
  return {
    traces,
    ...(nextCursor !== undefined && { nextCursor }),
    total: { value: total, relation: 'eq' },
    completeness: COMPLETE,
  };
}

function sortOf(sort: SearchSort): { readonly column: string; readonly direction: 'ASC' | 'DESC' } {
  const isDescending = sort.startsWith('-');
  const column = SORT_COLUMNS[isDescending ? sort.slice(1) : sort];
  if (column === undefined) throw new RangeError(`no such sort: ${sort}`);
  return { column, direction: isDescending ? 'DESC' : 'ASC' };
}

// The join that fetches the rows promises no order.
function byPosition(direction: 'ASC' | 'DESC'): (a: Row, b: Row) => number {
  const sign = direction === 'ASC' ? 1 : -1;
  return (a, b) =>
    sign * (Number(a.sort_value) - Number(b.sort_value) || Number(a.tno) - Number(b.tno));
}
