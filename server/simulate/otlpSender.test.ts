import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { OtlpSender } from './otlpSender.ts';
import { DEMO_FLEET, simulateHistory } from './simulate.ts';

let server: Server | undefined;

afterEach(() => server?.close());

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function someSpans() {
  const toUs = Date.UTC(2026, 0, 1) * 1000;
  const range = { fromUs: toUs - 120_000_000, toUs };
  for await (const batch of simulateHistory({ seed: 1, fleet: DEMO_FLEET, ...range })) {
    return batch.spans;
  }
  return [];
}

test('a busy receiver is asked again when it says so', async () => {
  let asked = 0;
  const times: number[] = [];
  const endpoint = await listen((request, response) => {
    asked += 1;
    times.push(performance.now());
    expect(request.url).toBe('/v1/traces');
    expect(request.headers['content-type']).toBe('application/x-protobuf');
    if (asked === 1) response.writeHead(429, { 'retry-after': '1' });
    response.end();
  });
  await new OtlpSender(`${endpoint}/`).send(await someSpans());
  expect(asked).toBe(2);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
});

test('a refusal for good is an error that names the receiver and its answer', async () => {
  const endpoint = await listen((_request, response) => response.writeHead(400).end());
  await expect(new OtlpSender(endpoint).send(await someSpans())).rejects.toThrow(
    `${endpoint}/v1/traces did not take the spans: 400 Bad Request`,
  );
});
