import type { Journey } from '../journey.ts';
import type { Random } from '../random.ts';
import type { Deviation } from './deviation.ts';

const hasFunction = (journey: Journey) => journey.device.pipeline.function !== undefined;

const initUs = (random: Random) => random.logNormal(900_000, 0.35, 2_400_000);

function slowDown(journey: Journey, factor: number): Journey {
  return {
    ...journey,
    workUs: { ...journey.workUs, function: journey.workUs.function * factor },
  };
}

export const COLD_STARTS: readonly Deviation[] = [
  {
    name: 'cold inside the span',
    kind: 'cold-start',
    isHarmless: false,
    isPossible: hasFunction,
    apply: (journey, random) => ({
      ...journey,
      functionVersion: 1,
      cold: { initUs: initUs(random), isInsideSpan: true },
    }),
  },
  {
    name: 'cold before the span',
    kind: 'cold-start',
    isHarmless: false,
    isPossible: hasFunction,
    apply: (journey, random) => ({
      ...journey,
      functionVersion: 1,
      cold: { initUs: 300_000 + initUs(random), isInsideSpan: false },
    }),
  },
  {
    name: 'cold, flag as text',
    kind: 'cold-start',
    isHarmless: false,
    isPossible: hasFunction,
    apply: (journey, random) => ({
      ...journey,
      functionVersion: 1,
      coldFlag: 'text',
      cold: { initUs: initUs(random), isInsideSpan: random.chance(0.7) },
    }),
  },
  {
    name: 'slow but warm',
    kind: 'cold-start',
    isHarmless: true,
    isPossible: hasFunction,
    apply: (journey, random) => slowDown(journey, random.integer(30, 60)),
  },
  {
    name: 'slow, warm flag as text',
    kind: 'cold-start',
    isHarmless: true,
    isPossible: hasFunction,
    apply: (journey, random) => slowDown({ ...journey, coldFlag: 'text' }, random.integer(30, 60)),
  },
  {
    name: 'slow, no flag',
    kind: 'cold-start',
    isHarmless: true,
    isPossible: hasFunction,
    apply: (journey, random) =>
      slowDown({ ...journey, coldFlag: 'absent' }, random.integer(30, 60)),
  },
  {
    name: 'slow write in a warm function',
    kind: 'cold-start',
    isHarmless: true,
    isPossible: (journey) => hasFunction(journey) && journey.device.pipeline.db !== undefined,
    apply: (journey, random) => ({
      ...journey,
      writes: journey.writes.map((write) => ({
        ...write,
        durationUs: random.integer(900_000, 2_600_000),
      })),
    }),
  },
  {
    name: 'first run of a new version, started ahead',
    kind: 'cold-start',
    isHarmless: true,
    isPossible: hasFunction,
    apply: (journey) => ({ ...journey, functionVersion: 1 }),
  },
];
