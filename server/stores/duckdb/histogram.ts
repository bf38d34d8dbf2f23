import type {
  DurationHeatmap,
  HistogramAnswer,
  HistogramBucket,
} from '../../../shared/api/answers.ts';
import { COMPLETE } from '../../../shared/api/completeness.ts';
import type { HistogramRequest } from '../traceStore.ts';
import { rowsOf } from './engine.ts';
import { Matching } from './matching.ts';
import type { Reader } from './reader.ts';
import type { Row } from './resultRows.ts';

/** Duration bins of the heatmap: four an octave, so an edge is 19 % above the one before. */
const BINS_AN_OCTAVE = 4;

/** Traces over time: counts, exact percentiles and a duration heatmap, in one pass. */
export async function computeHistogram(
  reader: Reader,
  request: HistogramRequest,
): Promise<HistogramAnswer> {
  const widthUs = Math.max(1, Math.ceil((request.toUs - request.fromUs) / request.buckets));
  const startsUs = bucketStarts(request, widthUs);
  const rows = reader.slices.length === 0 ? [] : await readRows(reader, request, widthUs);
  const counted = new Map(
    rows.flatMap((row) => (row.bin === null ? [[Number(row.bucket), bucketOf(row)] as const] : [])),
  );
  return {
    buckets: startsUs.map((startUs, bucket) => ({
      startUs,
      ...(counted.get(bucket) ?? EMPTY_BUCKET),
    })),
    heatmap: heatmapOf(rows, startsUs),
    completeness: COMPLETE,
  };
}

const EMPTY_BUCKET = { count: 0, errorCount: 0, findingCount: 0, flaggedCount: 0 };

function bucketStarts({ fromUs, toUs, buckets }: HistogramRequest, widthUs: number): number[] {
  const count = Math.min(buckets, Math.max(1, Math.ceil((toUs - fromUs) / widthUs)));
  return Array.from({ length: count }, (_, bucket) => fromUs + bucket * widthUs);
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

function heatmapOf(rows: readonly Row[], startsUs: readonly number[]): DurationHeatmap {
  const cells = rows.filter((row) => row.bin !== null);
  if (cells.length === 0) return { startsUs, durationEdgesUs: [], counts: [] };
  let firstBin = Number.POSITIVE_INFINITY;
  let lastBin = Number.NEGATIVE_INFINITY;
  for (const row of cells) {
    firstBin = Math.min(firstBin, Number(row.bin));
    lastBin = Math.max(lastBin, Number(row.bin));
  }
  const binCount = lastBin - firstBin + 1;
  const counts = new Array<number>(startsUs.length * binCount).fill(0);
  for (const row of cells) {
    counts[Number(row.bucket) * binCount + Number(row.bin) - firstBin] = Number(row.c);
  }
  const durationEdgesUs = Array.from(
    { length: binCount + 1 },
    (_, bin) => 2 ** ((firstBin + bin) / BINS_AN_OCTAVE),
  );
  return { startsUs, durationEdgesUs, counts };
}
