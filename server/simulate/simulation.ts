import type { Span } from '../../shared/span/span.ts';
import { renderBackground } from './background/background.ts';
import type { Device } from './fleet.ts';
import type { Chooser } from './incidents/chooser.ts';
import { NO_EXTRAS, planJourney } from './journey.ts';
import { Random } from './random.ts';
import { renderJourney } from './renderJourney.ts';
import { ResourceCatalog } from './resourceCatalog.ts';
import { type ClockFaults, PERFECT_CLOCKS, ServiceClocks } from './serviceClocks.ts';
import { TimeHeap } from './timeHeap.ts';
import { type Publication, Traffic } from './traffic.ts';
import type { SimulatedTrace, TraceTruth } from './truth.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly vocabulary: Vocabulary;
  readonly devices: readonly Device[];
  readonly messagesPerSecond: number;
  readonly choose: Chooser;
  readonly fromUs: number;
  /** When the newest firmware reaches the first devices; the last get it half an hour later. */
  readonly rolloutUs: number;
  /** Only the spans of the pipeline itself: no helper spans, no look-ups, no other traces. */
  readonly isLean?: boolean;
  /** How wrong the backend's own clocks are; right unless said. */
  readonly clockFaults?: ClockFaults;
}

export interface Arrivals {
  readonly spans: readonly Span[];
  /** Truths of the traces whose last spans are among these. */
  readonly labels: readonly TraceTruth[];
}

interface Export {
  readonly spans: readonly Span[];
  readonly label: TraceTruth | undefined;
}

const ROLLOUT_SPREAD_US = 30 * 60 * 1_000_000;
/** Traces of other things, for each traced message. */
const BACKGROUND_SHARE = 0.12;

/** The fleet at work: time is moved forward from outside, spans come out when they would arrive. */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #traffic: Traffic;
  readonly #resources = new ResourceCatalog();
  readonly #clocks: ServiceClocks;
  readonly #underway = new TimeHeap<Export>();

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#traffic = new Traffic(options);
    const deviceServices = options.vocabulary.pipelines.map(({ device }) => device.service);
    const faults = options.clockFaults ?? PERFECT_CLOCKS;
    this.#clocks = new ServiceClocks(options.seed, faults, deviceServices);
  }

  /** Everything that arrives up to this time and was not taken before. */
  advanceTo(timeUs: number): Arrivals {
    while (this.#traffic.nextUs <= timeUs) this.#publish(this.#traffic.next());
    return this.#take(timeUs);
  }

  /** What is still underway, without any new message. */
  drain(): Arrivals {
    return this.#take(Number.POSITIVE_INFINITY);
  }

  #take(timeUs: number): Arrivals {
    const spans: Span[] = [];
    const labels: TraceTruth[] = [];
    while (this.#underway.size > 0 && this.#underway.earliestUs <= timeUs) {
      const next = this.#underway.pop();
      if (next === undefined) break;
      for (const span of next.spans) spans.push(span);
      if (next.label !== undefined) labels.push(next.label);
    }
    return { spans, labels };
  }

  #publish(publication: Publication): void {
    for (const trace of this.#render(publication)) this.#export(trace, publication.random);
    const { vocabulary, isLean } = this.#options;
    if (isLean === true || !publication.random.chance(BACKGROUND_SHARE)) return;
    const common = { vocabulary, resources: this.#resources, clocks: this.#clocks };
    const scene = { ...publication, ...common };
    this.#export(renderBackground(scene), publication.random);
  }

  #render({ device, atUs, random }: Publication): readonly SimulatedTrace[] {
    const { vocabulary, choose, isLean } = this.#options;
    const sequence = Math.floor(atUs / 100_000) % 0x7fff_ffff;
    const planned = planJourney(device, this.#firmwareOf(device, atUs), atUs, sequence, random);
    const healthy = isLean === true ? { ...planned, extras: NO_EXTRAS } : planned;
    const choice = choose(healthy, random);
    const journey = choice?.deviation.apply(healthy, random, choice.intensity) ?? healthy;
    const common = { vocabulary, resources: this.#resources, clocks: this.#clocks };
    const scene = { journey, random, ...common };
    if (choice === undefined) return renderJourney(scene, {});
    const { name, isHarmless } = choice.deviation;
    return renderJourney(scene, isHarmless ? { nearMiss: name } : { incident: name });
  }

  #firmwareOf(device: Device, atUs: number): string {
    const delayUs =
      new Random(this.#options.seed, 'rollout', device.number).unit() * ROLLOUT_SPREAD_US;
    return atUs >= this.#options.rolloutUs + delayUs ? device.nextFirmware : device.firmware;
  }

  /** Every service sends its own spans, some time after the last of them ended. */
  #export({ spans, truth }: SimulatedTrace, random: Random): void {
    const byService = groupByService(spans);
    let left = byService.size;
    const parts = [...byService.values()].map((part) => ({
      part,
      arrivedUs: lastEndUs(part) + random.integer(80_000, 2_200_000),
    }));
    parts.sort((a, b) => a.arrivedUs - b.arrivedUs);
    for (const { part, arrivedUs } of parts) {
      left -= 1;
      this.#underway.push(arrivedUs, { spans: part, label: left === 0 ? truth : undefined });
    }
  }
}

function groupByService(spans: readonly Span[]): ReadonlyMap<string, Span[]> {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const group = groups.get(span.resource.service);
    if (group === undefined) groups.set(span.resource.service, [span]);
    else group.push(span);
  }
  return groups;
}

function lastEndUs(spans: readonly Span[]): number {
  let lastUs = 0;
  for (const span of spans) lastUs = Math.max(lastUs, span.startUs + span.durationUs);
  return lastUs;
}
