import { z } from 'zod';
import { askEngine } from '../../engines/askEngine.ts';
import type { RunningEngine } from '../../engines/startEngine.ts';
import { Random } from '../../server/simulate/random.ts';
import type { EngineFill } from './filledEngine.ts';

export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Attribute {
  readonly key: string;
  readonly value: string;
}

/** Devices and windows nobody has asked for: what is measured cold must be cold. */
export class FreshQuestions {
  readonly #fill: EngineFill;
  readonly #devices: string[];
  #windowCount = 0;

  constructor(fill: EngineFill, devices: readonly string[]) {
    this.#fill = fill;
    this.#devices = shuffled(devices, new Random(process.pid, Date.now()));
  }

  device(): Attribute {
    const value = this.#devices.pop();
    if (value === undefined) throw new RangeError('every device was asked for');
    return { key: 'device.id', value };
  }

  /** All of the fill, other to the millisecond than any window before. */
  window(): TimeWindow {
    this.#windowCount += 1;
    const { fromUs, toUs } = this.#fill;
    return {
      fromMs: Math.floor(fromUs / 1_000) - this.#windowCount,
      toMs: Math.ceil(toUs / 1_000) + MARGIN_MS + this.#windowCount,
    };
  }

  /**
   * From the beginning of the fill to so long before its end: other traces are the newest than in
   * a window that ends later, as long as there are more in between than are looked at.
   */
  windowEarlierBy(ms: number): TimeWindow {
    const { fromMs } = this.window();
    return { fromMs, toMs: Math.ceil(this.#fill.toUs / 1_000) - ms };
  }
}

/** Spans that end after the last message was sent. */
const MARGIN_MS = 60_000;

const devicesSchema = z.object({
  aggregations: z.object({
    tags: z.object({
      ids: z.object({
        values: z.object({
          buckets: z.array(z.object({ key: z.string(), doc_count: z.number() })),
        }),
      }),
    }),
  }),
});

/** Service of the devices asked for; each of their traces has one span of it that says whose it is. */
export const DEVICE_SERVICE = 'sensor-firmware';

interface Devices {
  /** With at least so many traces: those that are measured. */
  readonly busy: readonly string[];
  readonly others: readonly string[];
}

export async function devicesOf(engine: RunningEngine, traceCount: number): Promise<Devices> {
  const values = { terms: { field: 'tags.value', size: 1_000 } };
  const ids = { filter: { term: { 'tags.key': 'device.id' } }, aggs: { values } };
  const answer = await askEngine(engine, 'POST', '/jaeger-span-*/_search', {
    size: 0,
    query: { term: { 'process.serviceName': DEVICE_SERVICE } },
    aggs: { tags: { nested: { path: 'tags' }, aggs: { ids } } },
  });
  const { buckets } = devicesSchema.parse(answer).aggregations.tags.ids.values;
  const isBusy = ({ doc_count }: { doc_count: number }) => doc_count >= traceCount;
  return {
    busy: buckets.filter(isBusy).map(({ key }) => key),
    others: buckets.filter((bucket) => !isBusy(bucket)).map(({ key }) => key),
  };
}

function shuffled(values: readonly string[], random: Random): string[] {
  const keyed = values.map((value) => ({ value, at: random.unit() }));
  return keyed.toSorted((a, b) => a.at - b.at).map(({ value }) => value);
}
