import { simulateHistory } from '../server/simulate/simulate.ts';
import type { TraceTruth } from '../server/simulate/truth.ts';
import { encodeOtlpProtobuf } from '../shared/formats/encodeOtlpProtobuf.ts';
import type { Span } from '../shared/span/span.ts';

/** The hour every browser test looks at: fixed, so that each run sees the same fleet. */
export const FLEET_FROM = '2026-01-15T11:00:00Z';
const FLEET_TO = '2026-01-15T12:00:00Z';

/** Query part of a page's URL that shows that hour. */
export const FLEET_RANGE = `from=${FLEET_FROM}&to=${FLEET_TO}`;

/** Sends the simulated hour over OTLP, as any collector would; resolves with what is true of each trace. */
export async function sendFleet(url: string): Promise<readonly TraceTruth[]> {
  const truths: TraceTruth[] = [];
  let pending: Span[] = [];
  const hour = {
    seed: 11,
    fromUs: Date.parse(FLEET_FROM) * 1000,
    toUs: Date.parse(FLEET_TO) * 1000,
  };
  for await (const { spans, labels } of simulateHistory(hour)) {
    truths.push(...labels);
    pending.push(...spans);
    if (pending.length < 2_000) continue;
    await sendSpans(url, pending);
    pending = [];
  }
  await sendSpans(url, pending);
  return truths;
}

/** Sends spans over OTLP/HTTP protobuf and insists on an answer without rejections. */
export async function sendSpans(url: string, spans: readonly Span[]): Promise<void> {
  const answer = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: encodeOtlpProtobuf(spans),
  });
  const body = Buffer.from(await answer.arrayBuffer()).toString('hex');
  if (answer.ok && WITHOUT_REJECTIONS.includes(body)) return;
  throw new Error(`POST /v1/traces answered ${answer.status} with ${body}`);
}

/** `ExportTraceServiceResponse` as Hopscope leaves it out, and with the empty message Jaeger writes. */
const WITHOUT_REJECTIONS: readonly string[] = ['', '0a00'];
