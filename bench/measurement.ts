export interface Measurement {
  readonly bench: string;
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** Absent: only worth knowing. */
  readonly budget?: Budget;
  /** How it was got, when the name does not say it all: "p50 of 40, p95 31 ms". */
  readonly note?: string;
}

interface Budget {
  readonly atMost?: number;
  readonly atLeast?: number;
  /**
   * A count is the same on every machine, so going over fails the run. A time is
   * the machine's as much as ours: it is reported, and fails the run with `--strict`.
   */
  readonly kind: 'count' | 'time';
}

type Unit = 'ms' | 's' | 'MB' | 'KB' | 'bytes' | 'spans/s' | 'ratio' | 'count';

export type Verdict = 'ok' | 'over' | '–';

export function verdictOf({ value, budget }: Measurement): Verdict {
  if (budget === undefined) return '–';
  const isOver = budget.atMost !== undefined && !(value <= budget.atMost);
  const isUnder = budget.atLeast !== undefined && !(value >= budget.atLeast);
  return isOver || isUnder ? 'over' : 'ok';
}

/** Whether the run as a whole fails. */
export function isFailure(measurement: Measurement, isStrict: boolean): boolean {
  return verdictOf(measurement) === 'over' && (isStrict || measurement.budget?.kind === 'count');
}

/** A table for people: what, budget, measured, verdict. */
export function printTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => [
    measurement.bench,
    measurement.what,
    budgetText(measurement),
    amount(measurement.value, measurement.unit),
    verdictOf(measurement),
    measurement.note ?? '',
  ]);
  const table = [['bench', 'what', 'budget', 'measured', 'verdict', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    table.reduce((width, row) => Math.max(width, (row[column] ?? '').length), 0),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function budgetText({ budget, unit }: Measurement): string {
  if (budget?.atMost !== undefined) return `≤ ${amount(budget.atMost, unit)}`;
  if (budget?.atLeast !== undefined) return `≥ ${amount(budget.atLeast, unit)}`;
  return '–';
}

function amount(value: number, unit: Unit): string {
  const digits = unit === 'ratio' ? 4 : unit === 'count' || unit === 'spans/s' ? 0 : 1;
  const text = value.toLocaleString('en', { maximumFractionDigits: digits });
  return unit === 'ratio' || unit === 'count' ? text : `${text} ${unit}`;
}
