import type { Journey } from '../journey.ts';
import { Random } from '../random.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { type Choice, type Chooser, pickPossible } from './chooser.ts';
import type { Deviation, IncidentKind } from './deviation.ts';
import { DEVIATIONS } from './deviations.ts';

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;

/** An incident of an hour: when in it, how it builds up, and how many messages it hits at its height. */
interface Window {
  readonly kind: IncidentKind;
  /** Before the end of the hour. */
  readonly startsBeforeUs: number;
  readonly lengthUs: number;
  readonly shape: 'wave' | 'backlog' | 'block';
  readonly share: number;
}

const WINDOWS: readonly Window[] = [
  window('retry', 53, 6, 'block', 0.6),
  window('cold-start', 42, 9, 'wave', 0.8),
  window('broker-drop', 33, 4, 'block', 0.5),
  window('queue-gap', 27, 13, 'backlog', 0.85),
  window('rule-miss', 10, 4, 'block', 0.5),
];

function window(
  kind: IncidentKind,
  startsBeforeMinutes: number,
  lengthMinutes: number,
  shape: Window['shape'],
  share: number,
): Window {
  return {
    kind,
    startsBeforeUs: startsBeforeMinutes * MINUTE_US,
    lengthUs: lengthMinutes * MINUTE_US,
    shape,
    share,
  };
}

/** How often each window happens in an hour other than the last one before the anchor. */
const ORDINARY_HOUR_SHARE = 0.35;
/** A fault now and then, without any incident. */
const STRAY_FAULT_SHARE = 0.004;
const NEAR_MISS_SHARE = 0.03;
const CONFLICT_SHARE_OF_NEWEST_FIRMWARE = 0.35;

export interface ScheduleOptions {
  readonly seed: number;
  readonly kinds: readonly IncidentKind[];
  readonly vocabulary: Vocabulary;
  /** The end of the hour in which every incident happens; others follow and precede it. */
  readonly anchorUs: number;
}

/**
 * Incidents as a fleet has them: a few minutes each, in one pipeline each, on a
 * ground of stray faults, legacy devices and a firmware that writes text for
 * numbers.
 *
 *     minutes before the hour ends
 *     53  retry storm  47 · 42  cold starts decay  33 · 33 drops 29
 *     27  backlog builds, then drains  14 · 10 rule misses 6
 */
export function hourlySchedule(options: ScheduleOptions): Chooser {
  const isOn = (kind: IncidentKind) => options.kinds.includes(kind);
  const faults = DEVIATIONS.filter(({ kind, isHarmless }) => !isHarmless && isOn(kind));
  const nearMisses = DEVIATIONS.filter(({ isHarmless }) => isHarmless);
  const faultsOf = new Map(
    options.kinds.map((kind) => [kind, faults.filter((fault) => fault.kind === kind)]),
  );
  const choose = (
    pool: readonly Deviation[],
    journey: Journey,
    random: Random,
    intensity: number,
  ) => {
    const deviation = pickPossible(pool, journey, random);
    return deviation && { deviation, intensity };
  };
  return (journey, random) => {
    const lasting = lastingKind(journey, random);
    if (lasting !== undefined && isOn(lasting)) {
      return choose((faultsOf.get(lasting) ?? []).slice(0, 2), journey, random, 1);
    }
    for (const span of WINDOWS) {
      const intensity = isOn(span.kind) ? intensityAt(span, journey, options) : 0;
      if (intensity === 0 || !random.chance(span.share * Math.min(1, 3 * intensity))) continue;
      const choice = choose(faultsOf.get(span.kind) ?? [], journey, random, intensity);
      if (choice !== undefined) return choice;
    }
    if (random.chance(STRAY_FAULT_SHARE)) return choose(faults, journey, random, random.unit());
    if (random.chance(NEAR_MISS_SHARE)) return choose(nearMisses, journey, random, 0.5);
    return undefined satisfies Choice | undefined;
  };
}

/** What a device does wrong all the time. */
function lastingKind({ device, firmware }: Journey, random: Random): IncidentKind | undefined {
  if (device.isLegacy) return 'orphan';
  if (device.isFireAndForget) return 'qos0-instant';
  const isNewest = firmware === device.nextFirmware && firmware !== device.firmware;
  const isHit = random.chance(CONFLICT_SHARE_OF_NEWEST_FIRMWARE);
  return isNewest && isHit ? 'type-conflict' : undefined;
}

function intensityAt(span: Window, journey: Journey, options: ScheduleOptions): number {
  const { anchorUs, seed, vocabulary } = options;
  const hour = Math.floor((journey.atUs - anchorUs) / HOUR_US);
  const random = new Random(seed, 'window', span.kind, hour);
  const isLastHour = hour === -1;
  const isHappening = isLastHour || random.chance(ORDINARY_HOUR_SHARE);
  const shiftUs = isLastHour ? 0 : random.integer(-5, 5) * MINUTE_US;
  const endOfHourUs = anchorUs + (hour + 1) * HOUR_US;
  const progress = (journey.atUs - (endOfHourUs - span.startsBeforeUs + shiftUs)) / span.lengthUs;
  if (!isHappening || progress < 0 || progress >= 1) return 0;
  return isAffected(span, journey, vocabulary, random) ? shapeAt(span.shape, progress) : 0;
}

function isAffected(
  span: Window,
  journey: Journey,
  vocabulary: Vocabulary,
  random: Random,
): boolean {
  const affected = vocabulary.pipelines.filter((pipeline) => {
    switch (span.kind) {
      case 'cold-start':
        return pipeline.function !== undefined;
      case 'rule-miss':
        return pipeline.rule !== undefined;
      case 'broker-drop':
        return pipeline.broker !== undefined;
      case 'queue-gap':
        return pipeline.broker !== undefined && pipeline.rule?.dialect !== 'emqx';
      default:
        return pipeline.db !== undefined;
    }
  });
  return affected.length > 0 && random.pickWeighted(affected) === journey.device.pipeline;
}

function shapeAt(shape: Window['shape'], progress: number): number {
  switch (shape) {
    case 'block':
      return 1;
    case 'wave':
      return Math.exp(-3 * progress);
    case 'backlog':
      return progress < 0.6 ? progress / 0.6 : (1 - progress) / 0.4;
  }
}
