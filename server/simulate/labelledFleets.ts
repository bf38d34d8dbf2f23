import { DEMO_VOCABULARY } from './demoVocabulary.ts';
import { renamedVocabulary } from './renamedVocabulary.ts';
import type { LabelledFleet } from './scoreDetection.ts';
import { PERFECT_CLOCKS } from './serviceClocks.ts';

/** Well synchronised hosts of which each is still a little off. */
const ORDINARY_CLOCKS = { maxOffsetUs: 15_000, grainUs: 1 };
/** Runtimes that know no time shorter than a millisecond. */
const COARSE_CLOCKS = { maxOffsetUs: 5_000, grainUs: 1_000 };

/** The fleets detection is judged on: the demo's, and others it has nothing in common with. */
export const LABELLED_FLEETS: readonly LabelledFleet[] = [
  {
    name: 'demo',
    seed: 7,
    vocabulary: DEMO_VOCABULARY,
    skewedShare: 0.01,
    clockFaults: PERFECT_CLOCKS,
    traceCount: 3_500,
  },
  ...[11, 23, 42, 77, 99, 123].map((seed, index) => ({
    name: `renamed ${seed}`,
    seed,
    vocabulary: renamedVocabulary(seed),
    skewedShare: 0.1,
    clockFaults: index % 2 === 0 ? ORDINARY_CLOCKS : COARSE_CLOCKS,
    traceCount: 2_500,
  })),
];
