import type { Pipeline } from './pipeline.ts';
import { Random } from './random.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Device {
  readonly id: string;
  readonly number: number;
  readonly site: string;
  readonly region: string;
  readonly model: string;
  readonly maker: string;
  readonly pipeline: Pipeline;
  /** Firmware before the roll-out, and after it. */
  readonly firmware: string;
  readonly nextFirmware: string;
  /** Average time between two traced messages, relative to the fleet's mean. */
  readonly periodFactor: number;
  /** Sends several messages at once when it wakes. */
  readonly isBursty: boolean;
  /** How far its clock is ahead of the backend's; negative is behind. */
  readonly clockOffsetUs: number;
  /** An old client (MQTT 3.1.1) that cannot attach a context. */
  readonly isLegacy: boolean;
  /** Publishes with QoS 0 by design. */
  readonly isFireAndForget: boolean;
}

export interface FleetOptions {
  readonly seed: number;
  readonly deviceCount: number;
  readonly vocabulary: Vocabulary;
  /** Share of devices with a clock that is seconds ahead. */
  readonly skewedShare?: number;
  /** Share of devices that get the newest firmware when it is rolled out. */
  readonly newestShare?: number;
}

/** The same devices for the same seed, in the same order. */
export function buildFleet(options: FleetOptions): readonly Device[] {
  return Array.from({ length: options.deviceCount }, (_, number) => buildDevice(options, number));
}

function buildDevice(options: FleetOptions, number: number): Device {
  const { vocabulary, seed, skewedShare = 0.01, newestShare = 0.25 } = options;
  const random = new Random(seed, 'device', number);
  const site = random.pick(vocabulary.sites);
  const model = random.pick(vocabulary.models);
  const firmware = random.pick(vocabulary.firmware.settled);
  return {
    id: `${random.pick(vocabulary.devicePrefixes)}-${String(number).padStart(4, '0')}`,
    number,
    site: site.name,
    region: site.region,
    model: model.name,
    maker: model.maker,
    pipeline: random.pickWeighted(vocabulary.pipelines),
    firmware,
    nextFirmware: random.chance(newestShare) ? vocabulary.firmware.newest : firmware,
    periodFactor: random.logNormal(1000, 0.7, 8000) / 1000,
    isBursty: random.chance(0.1),
    clockOffsetUs: clockOffsetUs(random, skewedShare),
    isLegacy: random.chance(0.04),
    isFireAndForget: random.chance(0.05),
  };
}

// Ahead can be told from the spans; behind looks just like waiting, so it stays small.
function clockOffsetUs(random: Random, skewedShare: number): number {
  if (random.chance(skewedShare)) return random.integer(1_500_000, 30_000_000);
  return random.integer(-15_000, 15_000);
}
