import type { Measurement } from '../measurement.ts';
import { percentile } from '../percentiles.ts';

/** Times by name, in the order in which names first came. */
export class Samples {
  readonly #byName = new Map<string, number[]>();

  add(name: string, value: number): void {
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [value]);
    else known.push(value);
  }

  /** After rounds that were for warming up. */
  forget(): void {
    this.#byName.clear();
  }

  p50(name: string): number {
    return percentile(this.#byName.get(name) ?? [], 0.5);
  }

  describe(name: string): string {
    const values = this.#byName.get(name) ?? [];
    return `n ${values.length}, p95 ${percentile(values, 0.95).toFixed(0)} ms, max ${percentile(values, 1).toFixed(0)} ms`;
  }
}

export const BENCH = 'elasticsearch';

/** A median against the budget it has by itself. */
export function medianWithin(samples: Samples, name: string, atMostMs: number): Measurement {
  return {
    bench: BENCH,
    what: `${name}, p50`,
    value: samples.p50(name),
    unit: 'ms',
    budget: { atMost: atMostMs, kind: 'time' },
    note: samples.describe(name),
  };
}

/** How much longer one takes than the other at the median, both asked in turn. */
export function medianBehind(
  samples: Samples,
  name: string,
  peer: string,
  atMostMs?: number,
): Measurement {
  return {
    bench: BENCH,
    what: `${name}, behind ${peer}`,
    value: samples.p50(name) - samples.p50(peer),
    unit: 'ms',
    ...(atMostMs !== undefined && { budget: { atMost: atMostMs, kind: 'time' } }),
    note: `${samples.p50(name).toFixed(1)} ms against ${samples.p50(peer).toFixed(1)} ms, ${samples.describe(name)}`,
  };
}

/** The one median as a share of the other. */
export function medianShare(
  samples: Samples,
  name: string,
  peer: string,
  atMost: number,
): Measurement {
  return {
    bench: BENCH,
    what: `${name}, share of ${peer}`,
    value: samples.p50(name) / samples.p50(peer),
    unit: 'ratio',
    budget: { atMost, kind: 'time' },
    note: `${samples.p50(name).toFixed(1)} ms against ${samples.p50(peer).toFixed(1)} ms, ${samples.describe(name)}`,
  };
}
