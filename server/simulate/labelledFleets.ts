import { DEMO_VOCABULARY } from './demoVocabulary.ts';
import { renamedVocabulary } from './renamedVocabulary.ts';
import type { LabelledFleet } from './scoreDetection.ts';

/** The fleets detection is judged on: the demo's, and others it has nothing in common with. */
export const LABELLED_FLEETS: readonly LabelledFleet[] = [
  { name: 'demo', seed: 7, vocabulary: DEMO_VOCABULARY, skewedShare: 0.01, traceCount: 12_000 },
  ...[11, 23, 42, 99].map((seed) => ({
    name: `renamed ${seed}`,
    seed,
    vocabulary: renamedVocabulary(seed),
    skewedShare: 0.1,
    traceCount: 12_000,
  })),
];
