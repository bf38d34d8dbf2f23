import { Random } from './random.ts';

export interface ClockFaults {
  /** Hosts of the backend are off by at most so much, each service by an amount of its own. */
  readonly maxOffsetUs: number;
  /** Backend services that tell the time in steps (1,000: whole milliseconds). */
  readonly grainUs: number;
}

export const PERFECT_CLOCKS: ClockFaults = { maxOffsetUs: 0, grainUs: 1 };

/** What the time is according to each service. Devices have their own offsets and are left alone. */
export class ServiceClocks {
  readonly #faults: ClockFaults;
  readonly #seed: number;
  readonly #offsetsUs = new Map<string, number>();
  readonly #devices: ReadonlySet<string>;

  constructor(seed: number, faults: ClockFaults, deviceServices: readonly string[]) {
    this.#seed = seed;
    this.#faults = faults;
    this.#devices = new Set(deviceServices);
  }

  /** The time the service would have written down at this true time. */
  readUs(service: string, timeUs: number): number {
    if (this.#devices.has(service)) return timeUs;
    const { grainUs } = this.#faults;
    return Math.floor((timeUs + this.#offsetUs(service)) / grainUs) * grainUs;
  }

  #offsetUs(service: string): number {
    const known = this.#offsetsUs.get(service);
    if (known !== undefined) return known;
    const { maxOffsetUs } = this.#faults;
    const offsetUs = new Random(this.#seed, 'clock', service).integer(-maxOffsetUs, maxOffsetUs);
    this.#offsetsUs.set(service, offsetUs);
    return offsetUs;
  }
}
