import type { Journey } from '../journey.ts';
import type { Random } from '../random.ts';
import type { Deviation, IncidentKind } from './deviation.ts';
import { DEVIATIONS } from './deviations.ts';

export interface Choice {
  readonly deviation: Deviation;
  /** 0 to 1. */
  readonly intensity: number;
}

/** Decides what happens to a message that would otherwise be a healthy one. */
export type Chooser = (journey: Journey, random: Random) => Choice | undefined;

export interface EvenMix {
  readonly kinds: readonly IncidentKind[];
  /** Share of messages with a fault, and with a look-alike of one. */
  readonly faultShare: number;
  readonly nearMissShare: number;
}

/** The same mix at any time: every deviation of the kinds about equally often. For tests and load. */
export function evenMix({ kinds, faultShare, nearMissShare }: EvenMix): Chooser {
  const faults = DEVIATIONS.filter(({ kind, isHarmless }) => kinds.includes(kind) && !isHarmless);
  const nearMisses = DEVIATIONS.filter(({ isHarmless }) => isHarmless);
  return (journey, random) => {
    const dice = random.unit();
    if (dice >= faultShare + nearMissShare) return undefined;
    const pool = dice < faultShare ? faults : nearMisses;
    const deviation = pickPossible(pool, journey, random);
    return deviation && { deviation, intensity: random.unit() };
  };
}

export function pickPossible(
  pool: readonly Deviation[],
  journey: Journey,
  random: Random,
): Deviation | undefined {
  const possible = pool.filter((deviation) => deviation.isPossible(journey));
  return possible.length === 0 ? undefined : random.pick(possible);
}
