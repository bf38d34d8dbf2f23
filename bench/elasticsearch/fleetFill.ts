import { encodeOtlpProtobuf } from '../../shared/formats/encodeOtlpProtobuf.ts';
import type { Span } from '../../shared/span/span.ts';
import { bigTrace } from '../bigTrace.ts';
import { exchange } from '../httpClient.ts';
import { leanSimulation } from '../loadBodies.ts';

const DEVICE_COUNT = 420;
export const BIG_TRACE_SPAN_COUNT = 100_000;
/** Six and a half hours, in which one device out of 420 publishes about 850 times. */
export const RANGE_US = 6.5 * 3_600_000_000;
const SPANS_PER_MESSAGE = 4.75;
const STEP_US = 2_000_000;
const SPANS_PER_BODY = 5_000;
/** One body is encoded while Jaeger writes the other. */
const BODIES_IN_FLIGHT = 2;

export interface SentFleet {
  readonly spanCount: number;
  readonly traceCount: number;
  readonly bigTraceId: string;
  readonly bigTraceStartUs: number;
}

/** Sends a fleet's hours, and one very large trace in their middle, to a Jaeger as fast as it writes. */
export async function sendFleet(
  otlpUrl: string,
  fromUs: number,
  wantedSpans: number,
): Promise<SentFleet> {
  const sending = new Sending(`${otlpUrl}/v1/traces`);
  const big = bigTrace(BIG_TRACE_SPAN_COUNT, fromUs + RANGE_US / 2);
  const traceIds = new Set<string>();
  for (const spans of fleetOf(fromUs, wantedSpans)) {
    for (const span of spans) traceIds.add(span.traceId);
    await sending.send(spans);
  }
  for (let from = 0; from < big.length; from += SPANS_PER_BODY) {
    await sending.send(big.slice(from, from + SPANS_PER_BODY));
  }
  await sending.finish();
  return {
    spanCount: sending.spanCount,
    traceCount: traceIds.size + 1,
    bigTraceId: big[0]?.traceId ?? '',
    bigTraceStartUs: big[0]?.startUs ?? 0,
  };
}

function* fleetOf(fromUs: number, wantedSpans: number): Generator<readonly Span[]> {
  const simulation = leanSimulation({
    seed: 11,
    fromUs,
    messagesPerSecond: wantedSpans / SPANS_PER_MESSAGE / (RANGE_US / 1_000_000),
    deviceCount: DEVICE_COUNT,
  });
  let open: Span[] = [];
  for (let atUs = STEP_US; atUs <= RANGE_US; atUs += STEP_US) {
    for (const span of simulation.advanceTo(fromUs + atUs).spans) open.push(span);
    if (open.length < SPANS_PER_BODY) continue;
    yield open;
    open = [];
  }
  yield open.concat(simulation.drain().spans);
}

class Sending {
  readonly #url: string;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: Error | undefined;
  spanCount = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Resolves as soon as there is room for another one. */
  async send(spans: readonly Span[]): Promise<void> {
    if (spans.length === 0) return;
    const posted = post(this.#url, encodeOtlpProtobuf(spans)).catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
    this.#inFlight.add(posted);
    void posted.then(() => this.#inFlight.delete(posted));
    this.spanCount += spans.length;
    if (process.stderr.isTTY) process.stderr.write(`\rfilling: ${this.spanCount} spans `);
    while (this.#inFlight.size >= BODIES_IN_FLIGHT) await Promise.race(this.#inFlight);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async finish(): Promise<void> {
    await Promise.all(this.#inFlight);
    if (this.#failure !== undefined) throw this.#failure;
  }
}

async function post(url: string, body: Uint8Array): Promise<void> {
  for (;;) {
    const answer = await exchange(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-length': String(body.length) },
      body,
    });
    if (answer.status === 200) return;
    if (answer.status !== 429 && answer.status !== 503) {
      throw new Error(`Jaeger answered ${answer.status}: ${answer.bytes.toString()}`);
    }
    await new Promise((resolve) =>
      setTimeout(resolve, Number(answer.headers['retry-after'] ?? 1) * 1_000),
    );
  }
}
