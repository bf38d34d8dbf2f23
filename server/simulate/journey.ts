import type { Device } from './fleet.ts';
import type { WaitingStage } from './pipeline.ts';
import type { Random } from './random.ts';

/**
 * What happens to one message, before any dialect has written it down. A healthy
 * journey comes from `planJourney`; incidents and near-misses change some of it.
 */
export interface Journey {
  readonly device: Device;
  readonly firmware: string;
  /** Epoch microseconds at which the device publishes, on the backend's clock. */
  readonly atUs: number;
  readonly topic: string;
  readonly messageId: string;
  readonly sequence: number;
  /** `idsOnly`: the device hands on a context but exports nothing; `none`: it knows no tracing. */
  readonly tracing: 'full' | 'idsOnly' | 'none';
  readonly publish: PublishPlan;
  readonly broker: BrokerPlan;
  /** Between the end of the stage before and the start of this one. */
  readonly waitUs: Readonly<Record<WaitingStage, number>>;
  readonly workUs: Readonly<Record<WaitingStage, number>>;
  readonly context: ContextFate;
  /** Nothing happens, or nothing is exported, after this stage. */
  readonly endsAfter?: 'broker' | 'rule';
  /** Parts whose exporter failed: their spans are missing, their children are not. */
  readonly lost: readonly ('head' | 'consumer')[];
  /** An exporter that was not sure sent some spans twice. */
  readonly isExportedTwice: boolean;
  /** `second`: a redelivery whose first attempt left no span. */
  readonly delivery: 'once' | 'again' | 'second' | 'twoServices';
  readonly rule: RulePlan;
  readonly cold?: { readonly initUs: number; readonly isInsideSpan: boolean };
  readonly coldFlag: 'boolean' | 'text' | 'absent';
  /** Index into the vocabulary's versions: before or after the latest deploy. */
  readonly functionVersion: 0 | 1;
  readonly functionAttempts: 'one' | 'retried' | 'nestedHandler' | 'twoCalls';
  readonly writes: readonly WritePlan[];
  readonly extras: ExtrasPlan;
}

interface PublishPlan {
  readonly qos: 0 | 1 | 2;
  readonly isQosTold: boolean;
  readonly durationUs: number;
  /** Between device and broker, one way. */
  readonly uplinkUs: number;
}

interface BrokerPlan {
  readonly workUs: number;
  readonly fate: 'delivered' | 'dropped' | 'ruleOnly';
  /** The broker waits for the consumer's acknowledgement, which it sends when it is done. */
  readonly isAckLate: boolean;
  /** `$delayed/{seconds}/`: held back on request. */
  readonly delayUs: number;
}

/**
 * What became of the trace context between broker and first consumer:
 * `told` marks the break with `mqtt.missing_context`, `linked` starts a trace
 * of its own with a span link, `batched` links several messages at once.
 */
type ContextFate = 'kept' | 'lost' | 'told' | 'linked' | 'batched';

export interface RulePlan {
  /** `alsoMissed`: a second rule does not match; the first did. */
  readonly fate: 'matched' | 'missed' | 'otherMatched' | 'alsoMissed';
  /** How a miss or a match is written down. */
  readonly wording: 'boolean' | 'text' | 'empty' | 'topicFilter';
  /** Publishes the result to another topic instead of calling a function. */
  readonly isRepublishing: boolean;
}

/** One attempt to write to the database, in order; `parallel` ones start together. */
export interface WritePlan {
  readonly durationUs: number;
  readonly error?: WriteError;
  readonly statement: 'write' | 'deadLetter' | 'rollback' | 'page';
  readonly host: number;
  readonly isParallel: boolean;
}

export type WriteError =
  | 'typeConflict'
  | 'timeout'
  | 'unavailable'
  | 'duplicateKey'
  | 'refused'
  | 'malformed';

/** Spans that are there for a reason but say nothing about the pipeline. */
export interface ExtrasPlan {
  readonly helperCount: number;
  readonly hasRegistryLookup: boolean;
  readonly isRegistryFlaky: boolean;
  readonly hasCacheLookup: boolean;
  /** The device traces its measuring, and publishes within it. */
  readonly hasMeasuring: boolean;
  /** The function keeps a copy of the payload in object storage. */
  readonly hasArchive: boolean;
}

export const NO_EXTRAS: ExtrasPlan = {
  helperCount: 0,
  hasRegistryLookup: false,
  isRegistryFlaky: false,
  hasCacheLookup: false,
  hasMeasuring: false,
  hasArchive: false,
};

/** A message on a good day. */
export function planJourney(
  device: Device,
  firmware: string,
  atUs: number,
  sequence: number,
  random: Random,
): Journey {
  const uplinkUs = random.logNormal(9_000, 0.6, 80_000);
  const brokerWorkUs = random.logNormal(1_200, 0.6, 20_000);
  return {
    device,
    firmware,
    atUs,
    topic: fillTopic(device),
    messageId: random.uuid(),
    sequence,
    tracing: 'full',
    lost: [],
    isExportedTwice: false,
    publish: {
      qos: random.chance(0.9) ? 1 : 2,
      isQosTold: true,
      durationUs: 2 * uplinkUs + random.logNormal(900, 0.5, 10_000) + 1_500,
      uplinkUs,
    },
    broker: { workUs: brokerWorkUs, fate: 'delivered', isAckLate: false, delayUs: 0 },
    waitUs: {
      subscriber: random.logNormal(3_000, 0.9, 250_000),
      rule: random.logNormal(2_500, 0.9, 250_000),
      function: random.logNormal(6_000, 0.8, 250_000),
    },
    workUs: {
      subscriber: random.logNormal(1_800, 0.6, 80_000),
      rule: random.logNormal(2_200, 0.6, 120_000),
      function: random.logNormal(21_000, 0.6, 400_000),
    },
    context: 'kept',
    delivery: 'once',
    rule: { fate: 'matched', wording: 'boolean', isRepublishing: false },
    coldFlag: 'boolean',
    functionVersion: 0,
    functionAttempts: 'one',
    writes: [plainWrite(random)],
    extras: {
      helperCount: helperCount(random),
      hasRegistryLookup: random.chance(0.12),
      isRegistryFlaky: false,
      hasCacheLookup: random.chance(0.1),
      hasMeasuring: random.chance(0.15),
      hasArchive: random.chance(0.08),
    },
  };
}

export function plainWrite(random: Random): WritePlan {
  return {
    durationUs: random.logNormal(9_000, 0.6, 250_000),
    statement: 'write',
    host: 0,
    isParallel: false,
  };
}

function helperCount(random: Random): number {
  if (random.chance(0.002)) return random.integer(60, 400);
  return random.chance(0.06) ? random.integer(8, 30) : random.integer(0, 3);
}

function fillTopic(device: Device): string {
  return device.pipeline.topic.replace('{device}', device.id).replace('{site}', device.site);
}
