import { spanFieldReader } from '../../aggregates/spanFieldValues.ts';
import type { TraceBank } from '../traces/traceBank.ts';

/** Others may have traces analysed at the same time. */
const MOST_TRACES = 4_000;

/**
 * Values of span fields in traces that are analysed anyway, for their summaries: their spans
 * need not be read once more.
 */
export class WatchedValues {
  readonly stop: () => void;
  readonly #fields: readonly string[];
  readonly #byTrace = new Map<string, readonly ReadonlySet<string>[]>();

  constructor(fields: readonly string[], bank: TraceBank) {
    this.#fields = fields;
    const read = spanFieldReader(fields);
    const isAnyWanted = fields.length > 0;
    this.stop = bank.watch(({ summary, spans }) => {
      if (isAnyWanted && this.#byTrace.size < MOST_TRACES) {
        this.#byTrace.set(summary.traceId, read(spans));
      }
    });
  }

  /** Distinct values by field; `undefined` for a trace nobody analysed meanwhile. */
  of(traceId: string): ReadonlyMap<string, ReadonlySet<string>> | undefined {
    const values = this.#byTrace.get(traceId);
    if (values === undefined) return undefined;
    return new Map(this.#fields.map((field, place) => [field, values[place] ?? new Set()]));
  }
}
