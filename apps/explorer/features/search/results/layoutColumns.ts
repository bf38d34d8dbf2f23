import type { Column } from './columns.ts';

export interface ColumnsLayout {
  /** One a column, in order. */
  readonly widthsPx: readonly number[];
  /** What the table needs: the width given, or more when the columns do not fit. */
  readonly totalPx: number;
}

/**
 * Shares a width out between columns: everyone gets their minimum, then those
 * that can grow share the rest equally, up to their maximum.
 */
export function layoutColumns(columns: readonly Column[], widthPx: number): ColumnsLayout {
  const widthsPx = columns.map(({ minPx }) => minPx);
  let leftPx = widthPx - sum(widthsPx);
  let growing = columns.map((_, index) => index).filter((index) => roomPx(index) > 0);

  while (leftPx > 0.5 && growing.length > 0) {
    const sharePx = leftPx / growing.length;
    for (const index of growing) {
      const grownPx = Math.min(sharePx, roomPx(index));
      widthsPx[index] = (widthsPx[index] ?? 0) + grownPx;
      leftPx -= grownPx;
    }
    growing = growing.filter((index) => roomPx(index) > 0);
  }
  const rounded = widthsPx.map(Math.floor);
  return { widthsPx: rounded, totalPx: Math.max(widthPx, sum(rounded)) };

  function roomPx(index: number): number {
    const { minPx = 0, maxPx = minPx } = columns[index] ?? {};
    return maxPx - (widthsPx[index] ?? 0);
  }
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
