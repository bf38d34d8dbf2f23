import { INCIDENT_KINDS } from '../server/simulate/incidents/deviation.ts';
import { LABELLED_FLEETS } from '../server/simulate/labelledFleets.ts';
import { scoreDetection } from '../server/simulate/scoreDetection.ts';
import type { Measurement } from './measurement.ts';

/** Precision and recall of each kind, on the fleet where each is worst. */
export function detectionBench(): readonly Measurement[] {
  const scores = LABELLED_FLEETS.map((fleet) => ({ fleet, score: scoreDetection(fleet) }));
  return INCIDENT_KINDS.flatMap((kind) => {
    const ofKind = scores.flatMap(({ fleet, score }) =>
      score.kinds.filter((one) => one.kind === kind).map((one) => ({ ...one, fleet: fleet.name })),
    );
    const count = ofKind.reduce((sum, one) => sum + one.truePositives + one.falseNegatives, 0);
    return (['precision', 'recall'] as const).map((measure): Measurement => {
      const worst = ofKind.reduce((low, one) => (one[measure] < low[measure] ? one : low));
      return {
        bench: 'detection',
        what: `${kind}, ${measure}`,
        value: worst[measure],
        unit: 'ratio',
        budget: { atLeast: 0.99, kind: 'count' },
        note: `worst of ${ofKind.length} fleets: ${worst.fleet}; ${count} labelled`,
      };
    });
  });
}
