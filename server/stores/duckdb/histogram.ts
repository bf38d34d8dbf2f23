import type { HistogramAnswer, HistogramBucket } from '../../../shared/api/answers.ts';
import { COMPLETE } from '../../../shared/api/completeness.ts';
import { BINS_AN_OCTAVE, heatmapOf } from '../aggregates/durationHeatmap.ts';
import { EMPTY_BUCKET } from '../aggregates/histogramOf.ts';
import { timeBuckets } from '../aggregates/timeBuckets.ts';
import type { HistogramRequest } from '../traceStore.ts';
import { rowsOf } from './engine.ts';
import { Matching } from './matching.ts';
import type { Reader } from './reader.ts';
import type { Row } from './resultRows.ts';

/** Traces over time: counts, exact percentiles and a duration heatmap, in one pass. */
export async function computeHistogram(
  reader: Reader,
  request: HistogramRequest,
): Promise<HistogramAnswer> {
  const { widthUs, startsUs } = timeBuckets(request);
  const rows = reader.slices.length === 0 ? [] : await readRows(reader, request, widthUs);
  const counted = new Map(
    rows.flatMap((row) => (row.bin === null ? [[Number(row.bucket), bucketOf(row)] as const] : [])),
  );
  return {
    buckets: startsUs.map((startUs, bucket) => ({
      startUs,
      ...(counted.get(bucket) ?? EMPTY_BUCKET),
    })),
    heatmap: heatmapOf(rows.flatMap(cellOf), startsUs),
    completeness: COMPLETE,
  };
}

// Exact quantiles: approx_quantile over many groups takes a gigabyte that is not given back.
async function readRows(
  { connection, slices }: Reader,
  request: HistogramRequest,
  widthUs: number,
): Promise<readonly Row[]> {
  const matching = new Matching(slices, request.where, request);
  const { params } = matching;
  const bucket = `(s.start_us - ${params.bigint(request.fromUs)}) // ${params.bigint(widthUs)}`;
  const bin = `CAST(floor(${BINS_AN_OCTAVE} * log2(greatest(s.duration_us, 1))) AS INTEGER)`;
  const columns = `${bucket} AS bucket, ${bin} AS bin, s.duration_us, s.errors > 0 AS is_error,
    s.findings <> 0 AS has_finding`;
  const text = matching.passing(
    columns,
    `SELECT bucket, NULL AS bin, count(*) AS c, count(*) FILTER (is_error) AS errors,
        count(*) FILTER (has_finding) AS findings,
        count(*) FILTER (is_error OR has_finding) AS flagged,
        quantile_cont(duration_us, [0.5, 0.95, 0.99]) AS percentiles
      FROM m GROUP BY bucket
    UNION ALL SELECT bucket, bin, count(*), 0, 0, 0, NULL FROM m GROUP BY bucket, bin`,
    `m AS MATERIALIZED (${matching.union('SELECT * FROM m_{n}')})`,
  );
  return rowsOf(connection, { text, params });
}

function bucketOf(row: Row): Omit<HistogramBucket, 'startUs'> {
  const [p50Us = 0, p95Us = 0, p99Us = 0] = row.percentiles as readonly number[];
  return {
    count: Number(row.c),
    errorCount: Number(row.errors),
    findingCount: Number(row.findings),
    flaggedCount: Number(row.flagged),
    p50Us,
    p95Us,
    p99Us,
  };
}

function cellOf(row: Row) {
  if (row.bin === null) return [];
  return [{ bucket: Number(row.bucket), bin: Number(row.bin), count: Number(row.c) }];
}
