import { z } from 'zod';
import { exchange } from './httpClient.ts';
import { encodeRound, type RoundOfBodies } from './loadBodies.ts';
import { percentile } from './percentiles.ts';

/**
 * The other process of the ingest bench: sends pre-encoded bodies at a steady
 * rate, never faster, and prints what came of it as one line of JSON. Late
 * answers do not slow it down until `MAX_IN_FLIGHT` of them are outstanding.
 */
const optionsSchema = z.object({
  url: z.string(),
  spansPerSecond: z.number(),
  seconds: z.number(),
});

export const sendReportSchema = z.object({
  sentSpans: z.number(),
  /** From the first request to the last acknowledgement. */
  seconds: z.number(),
  ackP50Ms: z.number(),
  ackP95Ms: z.number(),
  ackMaxMs: z.number(),
  /** Answers of 429 or 503, each followed by another try. */
  refusals: z.number(),
  /** How far behind its schedule the sender was at worst: above 0 the receiver held it up. */
  maxLateMs: z.number(),
});
export type SendReport = z.infer<typeof sendReportSchema>;

/** Said on standard error when the bodies are made and sending begins. */
export const READY = 'ready to send';

const MAX_IN_FLIGHT = 4;
const ROUND_SECONDS = 4;

async function send(options: z.infer<typeof optionsSchema>): Promise<SendReport> {
  const round = encodeRound(options.spansPerSecond, ROUND_SECONDS);
  process.stderr.write(`${READY}\n`);
  const acksMs: number[] = [];
  const inFlight = new Set<Promise<void>>();
  let refusals = 0;
  let sentSpans = 0;
  let maxLateMs = 0;
  const startedMs = performance.now();
  const startedUs = Date.now() * 1000;
  const totalSpans = options.spansPerSecond * options.seconds;
  for (const { body, roundNumber, shiftNs } of scheduleOf(
    round,
    startedUs,
    options.spansPerSecond,
  )) {
    if (sentSpans >= totalSpans) break;
    const dueMs = startedMs + (sentSpans / options.spansPerSecond) * 1000;
    await sleepUntil(dueMs);
    while (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight);
    maxLateMs = Math.max(maxLateMs, performance.now() - dueMs);
    body.patch(saltOf(roundNumber), shiftNs);
    const bytes = Uint8Array.from(body.bytes);
    const exchanged = deliver(options.url, bytes).then((answer) => {
      acksMs.push(answer.ms);
      refusals += answer.refusals;
      inFlight.delete(exchanged);
    });
    inFlight.add(exchanged);
    sentSpans += body.spanCount;
  }
  await Promise.all(inFlight);
  return {
    sentSpans,
    seconds: (performance.now() - startedMs) / 1000,
    ackP50Ms: percentile(acksMs, 0.5),
    ackP95Ms: percentile(acksMs, 0.95),
    ackMaxMs: percentile(acksMs, 1),
    refusals,
    maxLateMs,
  };
}

/** The bodies round after round, each round as new data that arrives just then. */
function* scheduleOf(round: RoundOfBodies, startedUs: number, spansPerSecond: number) {
  const roundUs = (round.spanCount / spansPerSecond) * 1_000_000;
  for (let roundNumber = 1; ; roundNumber += 1) {
    const beginsUs = startedUs + (roundNumber - 1) * roundUs;
    const shiftNs = BigInt(Math.round(beginsUs - round.startUs)) * 1000n;
    for (const body of round.bodies) yield { body, roundNumber, shiftNs };
  }
}

const saltOf = (roundNumber: number) =>
  Math.imul(roundNumber ^ (process.pid << 12), 0x9e3779b1) >>> 0;

async function deliver(url: string, body: Uint8Array): Promise<{ ms: number; refusals: number }> {
  const startedMs = performance.now();
  for (let refusals = 0; ; refusals += 1) {
    const answer = await exchange(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-length': String(body.length) },
      body,
    });
    if (answer.status === 200) return { ms: performance.now() - startedMs, refusals };
    if (answer.status !== 429 && answer.status !== 503) {
      throw new Error(`${url} answered ${answer.status}: ${answer.bytes.toString().slice(0, 300)}`);
    }
    await sleepUntil(performance.now() + Number(answer.headers['retry-after'] ?? 1) * 1000);
  }
}

function sleepUntil(atMs: number): Promise<void> | undefined {
  const ms = atMs - performance.now();
  return ms < 1 ? undefined : new Promise((resolve) => setTimeout(resolve, ms));
}

if (process.argv[1]?.endsWith('sender.ts')) {
  const options = optionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
  process.stdout.write(`${JSON.stringify(await send(options))}\n`);
  process.exit(0);
}
