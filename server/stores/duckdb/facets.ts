import type { FacetsAnswer, ValueCount } from '../../../shared/api/answers.ts';
import { COMPLETE } from '../../../shared/api/completeness.ts';
import { byCount } from '../aggregates/valueCounts.ts';
import type { FacetsRequest } from '../traceStore.ts';
import { indexRows } from './compile/sqlParts.ts';
import { rowsOf } from './engine.ts';
import { type FieldGrouping, fieldGrouping } from './fieldGroups.ts';
import { Matching } from './matching.ts';
import type { Reader } from './reader.ts';
import { Params } from './sql.ts';

/** Counts of traces by value of each field. */
export async function countFacets(reader: Reader, request: FacetsRequest): Promise<FacetsAnswer> {
  const fields = [...new Set(request.fields)];
  const counted = await countValues(reader, request, fields);
  const facets = fields.map((field) => {
    const { values, total } = counted.get(field) ?? { values: [], total: 0 };
    const listed = values.reduce((sum, { count }) => sum + count, 0);
    return { field, values, otherCount: total - listed };
  });
  return { facets, completeness: COMPLETE };
}

export interface CountedValues {
  readonly values: ValueCount[];
  /** Counts of all values, listed or not. */
  total: number;
}

type Slices = Pick<Reader, 'connection' | 'slices'>;
type Counting = Omit<FacetsRequest, 'fields'>;

/**
 * All coded fields are counted in one statement, which keeps both cores busy by itself. Attributes
 * have one each: their joins take some 25 MB, and five at once more than the engine may use.
 *
 * @param prefix only values that start with it
 */
export async function countValues(
  reader: Slices,
  request: Counting,
  fields: readonly string[],
  prefix = '',
): Promise<ReadonlyMap<string, CountedValues>> {
  if (reader.slices.length === 0) return new Map();
  const isCoded = (field: string) => fieldGrouping(field, new Params()).kind === 'coded';
  const coded = fields.filter(isCoded);
  const attributes = fields.filter((field) => !isCoded(field));
  const counted = new Map<string, CountedValues>();
  for (const group of [coded, ...attributes.map((field) => [field])]) {
    const values = await countTogether(reader, request, group, prefix);
    for (const [field, found] of values) counted.set(field, found);
  }
  return counted;
}

async function countTogether(
  { connection, slices }: Slices,
  request: Counting,
  fields: readonly string[],
  prefix: string,
): Promise<ReadonlyMap<string, CountedValues>> {
  const counted = new Map<string, CountedValues>();
  if (fields.length === 0) return counted;
  const matching = new Matching(slices, request.where, request);
  const groupings = fields.map((field) => fieldGrouping(field, matching.params, prefix));
  const columns = new Set(
    groupings.map((grouping) => (grouping.kind === 'coded' ? `s.${grouping.column}` : 's.tno')),
  );
  const selects = groupings.map((grouping, index) => {
    const counts = matching.union(countSql(grouping));
    return `(SELECT ${index} AS field, txt, CAST(sum(c) AS BIGINT) AS c,
        CAST(sum(sum(c)) OVER () AS BIGINT) AS total
      FROM (${counts}) GROUP BY txt ORDER BY c DESC, txt LIMIT ${request.size})`;
  });
  const text = matching.statement([...columns].join(', '), selects.join(' UNION ALL '));
  for (const row of await rowsOf(connection, { text, params: matching.params })) {
    const field = fields[Number(row.field)] ?? '';
    const known = counted.get(field) ?? { values: [], total: Number(row.total) };
    known.values.push({ value: String(row.txt), count: Number(row.c) });
    counted.set(field, known);
  }
  for (const { values } of counted.values()) values.sort(byCount);
  return counted;
}

// Codes are joined to texts, not texts to codes: the codes are fewer where a filter is on,
// and narrower everywhere.
/** SELECT of texts with the number of traces in one slice; a text may come several times. */
function countSql(grouping: FieldGrouping): string {
  if (grouping.kind === 'coded') {
    return `SELECT g.txt, m.c
      FROM (${grouping.groups}) g
      JOIN (SELECT ${grouping.column} AS code, count(*) AS c FROM m_{n} GROUP BY 1) m ON m.code = g.code`;
  }
  return `SELECT any_value(v.txt) AS txt, count(*) AS c FROM (${memberSql(grouping.values)}) p
    JOIN (SELECT DISTINCT code, txt FROM (${grouping.values})) v ON v.code = p.code GROUP BY p.code`;
}

/** SELECT of the distinct pairs of `tno` and `code` of the matching traces. */
export function memberSql(values: string): string {
  const rows = indexRows('tno, val', 'tno IN (SELECT tno FROM m_{n})');
  return `SELECT DISTINCT a.tno, v.code FROM (${rows}) a JOIN (${values}) v ON v.id = a.val`;
}
