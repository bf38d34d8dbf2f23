import type { BuiltServer } from '../builtServer.ts';
import type { Measurement } from '../measurement.ts';
import { movedBy, searchPage, termOf } from './hopscopeSide.ts';
import { askJaeger } from './jaegerPeer.ts';
import {
  type Attribute,
  DEVICE_SERVICE,
  type FreshQuestions,
  type TimeWindow,
} from './questions.ts';
import { inRounds } from './rounds.ts';
import { BENCH, medianShare } from './samples.ts';

const LIMIT = 200;
const COLD_SHARE = 0.45;
const WARM_SHARE = 0.2;
const TIMES_FEWER_BYTES = 40;

interface PeerQuestion {
  readonly name: string;
  readonly service: string;
  readonly ask: (fresh: FreshQuestions, round: number) => readonly [Attribute, TimeWindow];
}

/** Far enough apart that the newest 200 traces of a window are new ones. */
const QUESTIONS: readonly PeerQuestion[] = [
  {
    name: 'a device',
    service: DEVICE_SERVICE,
    ask: (fresh) => [fresh.device(), fresh.window()],
  },
  {
    name: 'a frequent tag',
    service: 'mqtt-broker',
    ask: (fresh, round) => [
      { key: 'mqtt.broker', value: 'emqx-cluster-01' },
      fresh.windowEarlierBy(round * 90_000),
    ],
  },
  {
    name: 'failed writes',
    service: 'telemetry-processor',
    ask: (fresh, round) => [
      { key: 'db.status', value: 'error' },
      fresh.windowEarlierBy(round * 1_080_000),
    ],
  },
];

/** 200 traces of a service and a tag, beside Jaeger's own search on the same engine. */
export async function peerBench(
  server: BuiltServer,
  jaegerUrl: string,
  fresh: FreshQuestions,
  rounds: number,
): Promise<readonly Measurement[]> {
  const samples = await inRounds(rounds, async (times, round) => {
    for (const { name, service, ask } of QUESTIONS) {
      const [attribute, window] = ask(fresh, round);
      const theirs = async () => {
        const answer = await askJaeger(jaegerUrl, { service, attribute, window, limit: LIMIT });
        times.add(jaegerOn(name), answer.ms);
        return answer.bytes.length;
      };
      const ours = async (what: string, at: TimeWindow) => {
        const q = `{ service=${service} ${termOf(attribute)} }`;
        const { page, answer } = await searchPage(server, q, at, LIMIT);
        if (page.traces.length < LIMIT) throw new Error(`${q} finds ${page.traces.length} traces`);
        times.add(what, answer.ms);
        return answer.bytes.length;
      };
      // Who is asked second finds the engine's caches filled: each is, every other round.
      const isFirst = round % 2 === 0;
      const ourBytesFirst = isFirst ? await ours(cold(name), window) : undefined;
      const jaegerBytes = await theirs();
      const ourBytes = ourBytesFirst ?? (await ours(cold(name), window));
      times.add(bytesOf(name), jaegerBytes / ourBytes);
      await ours(warm(name), movedBy(window, 1));
    }
  });
  return QUESTIONS.flatMap(({ name }) => [
    medianShare(samples, cold(name), jaegerOn(name), COLD_SHARE),
    medianShare(samples, warm(name), jaegerOn(name), WARM_SHARE),
    {
      bench: BENCH,
      what: `${bytesOf(name)}, p50`,
      value: samples.p50(bytesOf(name)),
      unit: 'ratio' as const,
      budget: { atLeast: TIMES_FEWER_BYTES, kind: 'count' as const },
    },
  ]);
}

const jaegerOn = (name: string) => `Jaeger's own search, ${name}`;
const cold = (name: string) => `200 traces, ${name}, cold`;
const warm = (name: string) => `200 traces, ${name}, summaries cached`;
const bytesOf = (name: string) => `bytes of Jaeger's answer to ours, ${name}`;
