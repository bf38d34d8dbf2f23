import { expect, test } from 'vitest';
import type { Span } from '../../shared/span/span.ts';
import { awaitsSettling } from '../../shared/summary/awaitsSettling.ts';
import { summarizeTrace } from '../../shared/summary/summarizeTrace.ts';
import { defaultContext } from '../../shared/summary/summaryContext.ts';
import { DEMO_VOCABULARY } from './demoVocabulary.ts';
import { buildFleet } from './fleet.ts';
import { evenMix } from './incidents/chooser.ts';
import { INCIDENT_KINDS } from './incidents/deviation.ts';
import { Random } from './random.ts';
import { Simulation } from './simulation.ts';

const FROM_US = 1_700_000_000_000_000;
const NOW_US = FROM_US + 3_600_000_000;

/** Whole traces of a fleet with every kind of incident. */
function traces(seed: number): readonly (readonly Span[])[] {
  const simulation = new Simulation({
    seed,
    vocabulary: DEMO_VOCABULARY,
    devices: buildFleet({ seed, deviceCount: 200, vocabulary: DEMO_VOCABULARY }),
    messagesPerSecond: 50,
    choose: evenMix({ kinds: INCIDENT_KINDS, faultShare: 0.4, nearMissShare: 0.3 }),
    fromUs: FROM_US,
    rolloutUs: FROM_US - 3_600_000_000,
    isLean: false,
  });
  const byTrace = new Map<string, Span[]>();
  for (const span of [...simulation.advanceTo(FROM_US + 20e6).spans, ...simulation.drain().spans]) {
    const spans = byTrace.get(span.traceId);
    if (spans === undefined) byTrace.set(span.traceId, [span]);
    else spans.push(span);
  }
  return [...byTrace.values()];
}

test.each([1, 2, 3])(
  'what is called final does not change by settling, whatever is missing (seed %d)',
  (seed) => {
    const random = new Random(`settling ${seed}`);
    let finalCount = 0;
    for (const whole of traces(seed)) {
      const some = whole.filter(() => random.integer(0, 9) > 0);
      for (const spans of [whole, some]) {
        if (spans.length === 0) continue;
        const open = summarizeTrace(spans, defaultContext(NOW_US, false));
        if (awaitsSettling(spans, open)) continue;
        finalCount++;
        expect({ ...open, isSettled: true }).toEqual(
          summarizeTrace(spans, defaultContext(NOW_US, true)),
        );
      }
    }
    expect(finalCount).toBeGreaterThan(500);
  },
);
