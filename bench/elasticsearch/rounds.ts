import { Samples } from './samples.ts';

const WARM_UP_ROUNDS = 3;

/**
 * Asks the same questions round after round, so that a slow moment of the machine hits all of a
 * round alike; the first rounds warm up compilers and connections and are not counted.
 */
export async function inRounds(
  rounds: number,
  askRound: (samples: Samples, round: number) => Promise<void>,
): Promise<Samples> {
  const samples = new Samples();
  for (let round = 0; round < rounds + WARM_UP_ROUNDS; round += 1) {
    if (round === WARM_UP_ROUNDS) samples.forget();
    await askRound(samples, round);
  }
  return samples;
}
