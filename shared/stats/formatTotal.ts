import { formatCount } from './formatCount.ts';

/** How many there are, as far as is known. */
interface Total {
  readonly value: number;
  readonly relation: 'eq' | 'gte' | 'approx';
}

/**
 * A total in words: `1,284`, `at least 10,000`, `about 48,000`. An approximate one is rounded to
 * two digits, below which it says nothing; so small a one that it has no more is said as it is.
 */
export function formatTotal({ value, relation }: Total): string {
  switch (relation) {
    case 'eq':
      return formatCount(value);
    case 'gte':
      return `at least ${formatCount(value)}`;
    case 'approx':
      return `about ${formatCount(Number(value.toPrecision(2)))}`;
  }
}
