import { randomBytes } from 'node:crypto';

export interface SentSpan {
  readonly name: string;
  readonly service: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Sends one span of 5 ms, now, over OTLP/HTTP; answers its trace's id. */
export async function sendSpan(otlpUrl: string, sent: SentSpan): Promise<string> {
  const startNs = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: sent.name,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + 5_000_000n),
    attributes: attributes(sent.tags ?? {}),
  };
  const resource = { attributes: attributes({ 'service.name': sent.service }) };
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  if (!answer.ok) throw new Error(`the span was refused: ${answer.status} ${await answer.text()}`);
  return span.traceId;
}

function attributes(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}
