import { Random } from '../server/simulate/random.ts';
import type { FilledStore } from './filledStore.ts';

/** What a query asks of the store; each has its own path through it. */
export const QUERY_CLASSES = [
  'none',
  'equality',
  'wildcard',
  'regex',
  'negation',
  'numeric',
  'text',
  'is:',
  'cross-span',
] as const;

export type QueryClass = (typeof QUERY_CLASSES)[number];

const hundreds = (random: Random) => String(random.integer(0, 99)).padStart(2, '0');

/** Makes queries nobody asked before: other values, and other times to the millisecond. */
export class FreshQueries {
  readonly #random: Random;
  readonly #store: FilledStore;
  readonly #asked = new Set<string>();

  constructor(store: FilledStore, seed: string) {
    this.#random = new Random(seed);
    this.#store = store;
  }

  /** `q`, `from` and `to` as URL parameters. */
  next(queryClass: QueryClass): string {
    for (;;) {
      const parameters = `q=${encodeURIComponent(this.#text(queryClass))}&${this.#range()}`;
      if (this.#asked.has(parameters)) continue;
      this.#asked.add(parameters);
      return parameters;
    }
  }

  #range(): string {
    const fromMs = Math.floor(this.#store.fromUs / 1000) - this.#random.integer(0, 600_000);
    const toMs = Math.ceil(this.#store.toUs / 1000) + this.#random.integer(0, 60_000);
    return `from=${fromMs}&to=${toMs}`;
  }

  #device(): string {
    const number = this.#random.integer(0, this.#store.deviceCount - 1);
    return `sensor-${String(number).padStart(4, '0')}`;
  }

  #text(queryClass: QueryClass): string {
    const random = this.#random;
    switch (queryClass) {
      case 'none':
        return '';
      case 'equality':
        return random.pick([
          `device.id=${this.#device()}`,
          `device=${this.#device()}`,
          `mqtt.topic=devices/${this.#device()}/telemetry`,
          'db.status=error',
          `device.firmware=${random.pick(['2.4.0', '2.3.1', '1.9.4'])}`,
        ]);
      case 'wildcard':
        return random.pick([
          `device.id=sensor-${hundreds(random)}*`,
          `device.id=*${hundreds(random)}`,
          `mqtt.topic=devices/sensor-${hundreds(random)}*/telemetry`,
        ]);
      case 'regex':
        return random.pick([
          `device.id=~"sensor-${hundreds(random)}[0-4]\\d$"`,
          `mqtt.topic=~"^sensors/sensor-\\d+${random.integer(0, 9)}/reading"`,
        ]);
      case 'negation':
        return random.pick([
          `-device.id=${this.#device()}`,
          `-db.status=success`,
          `-service=rule-engine device.firmware!=${random.pick(['2.4.0', '2.3.1'])}`,
        ]);
      case 'numeric':
        return random.pick([
          `db.write_latency_ms>${random.integer(15, 60)}`,
          `duration>${random.integer(200, 900)}ms`,
          `transform.fields_extracted>=${random.integer(4, 8)}`,
          `trace.duration>${random.integer(300, 900)}ms`,
        ]);
      case 'text':
        return random.pick([
          this.#device(),
          'field type conflict',
          'timeout',
          `"r-${random.hex(3)}"`,
        ]);
      case 'is:':
        return `is:${random.pick(['queue-gap', 'orphan', 'retry', 'cold-start', 'type-conflict'])}`;
      case 'cross-span':
        return random.pick([
          `device.id=${this.#device()} db.status=error`,
          `device.id=${this.#device()} function.cold_start=false`,
          `device.firmware=2.4.0 db.status=error`,
          `rule.name=store_telemetry db.status=error`,
        ]);
    }
  }
}
