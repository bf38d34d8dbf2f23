import type { Device } from './fleet.ts';
import { Random } from './random.ts';
import { TimeHeap } from './timeHeap.ts';

export interface TrafficOptions {
  readonly seed: number;
  readonly devices: readonly Device[];
  /** Messages a second over the whole fleet, on average. */
  readonly messagesPerSecond: number;
  readonly fromUs: number;
}

export interface Publication {
  readonly device: Device;
  readonly atUs: number;
  /** Belongs to this message alone, whatever happened before it. */
  readonly random: Random;
}

/** Most a busy hour adds to the mean rate, and a quiet one takes away. */
const SWING = 0.35;
const SWING_PERIOD_US = 2.6 * 3600 * 1_000_000;

/** When which device publishes, in order of time, for ever. */
export class Traffic {
  readonly #due = new TimeHeap<Device>();
  readonly #options: TrafficOptions;
  readonly #meanPeriodUs: number;
  #burstLeft = new Map<Device, number>();

  constructor(options: TrafficOptions) {
    this.#options = options;
    const { devices, messagesPerSecond, fromUs, seed } = options;
    const rate = devices.reduce((sum, device) => sum + 1 / device.periodFactor, 0);
    this.#meanPeriodUs = (rate / messagesPerSecond) * 1_000_000;
    for (const device of devices) {
      const phase = new Random(seed, 'phase', device.number, fromUs).unit();
      this.#due.push(fromUs + phase * this.#meanPeriodUs * device.periodFactor, device);
    }
  }

  get nextUs(): number {
    return this.#due.earliestUs;
  }

  next(): Publication {
    const atUs = Math.round(this.#due.earliestUs);
    const device = this.#due.pop();
    if (device === undefined) throw new RangeError('a fleet without devices publishes nothing');
    const random = new Random(this.#options.seed, 'message', device.number, atUs);
    this.#due.push(atUs + this.#pauseUs(device, atUs, random), device);
    return { device, atUs, random };
  }

  // A bursty device sends its hourly share a handful at a time, a second or so apart.
  #pauseUs(device: Device, atUs: number, random: Random): number {
    const activity = 1 + SWING * Math.sin((2 * Math.PI * atUs) / SWING_PERIOD_US);
    const periodUs =
      (this.#meanPeriodUs * device.periodFactor * (0.7 + 0.6 * random.unit())) / activity;
    if (!device.isBursty) return periodUs;
    const left = this.#burstLeft.get(device) ?? 0;
    if (left > 0) {
      this.#burstLeft.set(device, left - 1);
      return Math.min(periodUs, random.integer(150_000, 1_800_000));
    }
    const burst = random.integer(2, 6);
    this.#burstLeft.set(device, burst);
    return periodUs * (burst + 1);
  }
}
