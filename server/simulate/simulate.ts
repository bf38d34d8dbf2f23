import { DEMO_VOCABULARY } from './demoVocabulary.ts';
import { buildFleet } from './fleet.ts';
import { INCIDENT_KINDS, type IncidentKind } from './incidents/deviation.ts';
import { hourlySchedule } from './incidents/schedule.ts';
import { type Arrivals, Simulation } from './simulation.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface FleetPlan {
  readonly deviceCount: number;
  /** Traced messages a second, the whole fleet together. */
  readonly messagesPerSecond: number;
  readonly vocabulary: Vocabulary;
}

export const DEMO_FLEET: FleetPlan = {
  deviceCount: 400,
  messagesPerSecond: 0.5,
  vocabulary: DEMO_VOCABULARY,
};

export interface HistoryOptions {
  readonly seed: number;
  /** Epoch microseconds. The incidents of the last hour before `toUs` are all there. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly fleet?: FleetPlan;
  readonly incidents?: readonly IncidentKind[];
}

export interface LiveOptions {
  readonly seed: number;
  readonly clock: SimulatedClock;
  /** `toUs` of the history this goes on from, so that roll-outs and incidents fit. */
  readonly anchorUs?: number;
  readonly fleet?: FleetPlan;
  readonly incidents?: readonly IncidentKind[];
  readonly signal?: AbortSignal;
}

/** Where the time comes from: the wall, or a test. */
export interface SimulatedClock {
  nowUs(): number;
  /** Resolves at that time, or at once when the signal fires. */
  sleepUntil(timeUs: number, signal?: AbortSignal): Promise<void>;
}

export interface SimulatedBatch extends Arrivals {
  /** Epoch microseconds at which the last of the spans arrived. */
  readonly arrivedUs: number;
}

const HISTORY_STEP_US = 20_000_000;
/** The last messages of a history are this old, so that nothing in it is from the future. */
const HISTORY_REST_US = 15_000_000;
const LIVE_STEP_US = 500_000;
const ROLLOUT_BEFORE_ANCHOR_US = 95 * 60 * 1_000_000;

/** The past of the fleet, oldest batch first, as fast as it is taken. */
export async function* simulateHistory(options: HistoryOptions): AsyncGenerator<SimulatedBatch> {
  const simulation = openSimulation(options, options.fromUs, options.toUs);
  const restUs = options.toUs - HISTORY_REST_US;
  for (let timeUs = options.fromUs; timeUs < restUs; ) {
    timeUs = Math.min(timeUs + HISTORY_STEP_US, restUs);
    const arrivals = simulation.advanceTo(timeUs);
    if (arrivals.spans.length > 0) yield { ...arrivals, arrivedUs: timeUs };
  }
  const rest = simulation.drain();
  if (rest.spans.length > 0) yield { ...rest, arrivedUs: options.toUs };
}

/** The fleet from now on, in step with the clock, until the signal fires. */
export async function* simulateLive(options: LiveOptions): AsyncGenerator<SimulatedBatch> {
  const { clock, signal } = options;
  const startUs = clock.nowUs();
  const simulation = openSimulation(options, startUs, options.anchorUs ?? startUs);
  for (let timeUs = startUs + LIVE_STEP_US; ; timeUs += LIVE_STEP_US) {
    await clock.sleepUntil(timeUs, signal);
    if (signal?.aborted === true) return;
    const arrivals = simulation.advanceTo(timeUs);
    if (arrivals.spans.length > 0) yield { ...arrivals, arrivedUs: timeUs };
  }
}

function openSimulation(
  options: Pick<HistoryOptions, 'seed' | 'fleet' | 'incidents'>,
  fromUs: number,
  anchorUs: number,
): Simulation {
  const { seed, fleet = DEMO_FLEET, incidents = INCIDENT_KINDS } = options;
  const { vocabulary, messagesPerSecond, deviceCount } = fleet;
  return new Simulation({
    seed,
    vocabulary,
    messagesPerSecond,
    devices: buildFleet({ seed, deviceCount, vocabulary }),
    choose: hourlySchedule({ seed, kinds: incidents, vocabulary, anchorUs }),
    fromUs,
    rolloutUs: anchorUs - ROLLOUT_BEFORE_ANCHOR_US,
  });
}
