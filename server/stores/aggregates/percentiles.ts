export interface Percentiles {
  readonly p50Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
}

/** Exact ones, by DuckDB's `quantile_cont`, of durations in any order; at least one. */
export function percentilesOf(durationsUs: readonly number[]): Percentiles {
  const sorted = Float64Array.from(durationsUs).sort();
  return {
    p50Us: quantile(sorted, 0.5),
    p95Us: quantile(sorted, 0.95),
    p99Us: quantile(sorted, 0.99),
  };
}

/** Between the two values nearest to the place, as far as the place lies between theirs. */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  const part = place - below;
  return low * (1 - part) + high * part;
}
