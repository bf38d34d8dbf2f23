import { DEMO_VOCABULARY } from '../server/simulate/demoVocabulary.ts';
import { buildFleet } from '../server/simulate/fleet.ts';
import { evenMix } from '../server/simulate/incidents/chooser.ts';
import { INCIDENT_KINDS } from '../server/simulate/incidents/deviation.ts';
import { Simulation } from '../server/simulate/simulation.ts';
import type { Vocabulary } from '../server/simulate/vocabulary.ts';
import { encodeOtlpProtobuf } from '../shared/formats/encodeOtlpProtobuf.ts';
import type { Span } from '../shared/span/span.ts';
import { PatchableBody } from './patchableBody.ts';

/** Pipelines in shares that make five spans a trace, as the budgets assume. */
const LEAN_WEIGHTS: Readonly<Record<string, number>> = {
  telemetry: 48,
  'emqx-lambda': 4,
  'mosquitto-readings': 22,
  'nats-metrics': 22,
  trackers: 2,
  presses: 2,
};

const LEAN_VOCABULARY: Vocabulary = {
  ...DEMO_VOCABULARY,
  pipelines: DEMO_VOCABULARY.pipelines.map((pipeline) => ({
    ...pipeline,
    weight: LEAN_WEIGHTS[pipeline.name] ?? 1,
  })),
};

export interface LeanLoad {
  readonly seed: number;
  readonly fromUs: number;
  readonly messagesPerSecond: number;
  readonly deviceCount: number;
}

/** A large fleet with a few incidents and no decoration. */
export function leanSimulation({
  seed,
  fromUs,
  messagesPerSecond,
  deviceCount,
}: LeanLoad): Simulation {
  return new Simulation({
    seed,
    vocabulary: LEAN_VOCABULARY,
    devices: buildFleet({ seed, deviceCount, vocabulary: LEAN_VOCABULARY }),
    messagesPerSecond,
    choose: evenMix({ kinds: INCIDENT_KINDS, faultShare: 0.06, nearMissShare: 0.02 }),
    fromUs,
    rolloutUs: fromUs - 3_600_000_000,
    isLean: true,
  });
}

export interface RoundOfBodies {
  readonly bodies: readonly PatchableBody[];
  readonly spanCount: number;
  /** Epoch microseconds at which the first of them arrives as encoded. */
  readonly startUs: number;
  readonly lengthUs: number;
}

const SPANS_PER_BODY = 2_500;

/** A few seconds of a fleet as encoded requests, in order of arrival, no trace cut at the end. */
export function encodeRound(spansPerSecond: number, seconds: number): RoundOfBodies {
  const startUs = Date.UTC(2026, 0, 1) * 1000;
  const simulation = leanSimulation({
    seed: 1,
    fromUs: startUs,
    messagesPerSecond: spansPerSecond / 5,
    deviceCount: 10_000,
  });
  const bodies: PatchableBody[] = [];
  let open: Span[] = [];
  const take = (spans: readonly Span[]) => {
    for (const span of spans) {
      open.push(span);
      if (open.length < SPANS_PER_BODY) continue;
      bodies.push(new PatchableBody(encodeOtlpProtobuf(open)));
      open = [];
    }
  };
  const lengthUs = seconds * 1_000_000;
  for (let atUs = 0; atUs <= lengthUs; atUs += 50_000) {
    take(simulation.advanceTo(startUs + atUs).spans);
  }
  take(simulation.drain().spans);
  if (open.length > 0) bodies.push(new PatchableBody(encodeOtlpProtobuf(open)));
  const spanCount = bodies.reduce((sum, body) => sum + body.spanCount, 0);
  return { bodies, spanCount, startUs, lengthUs };
}
